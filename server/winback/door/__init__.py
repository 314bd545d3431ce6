"""The door: between the web server and the app, where bodies come in, however slowly they are sent."""
