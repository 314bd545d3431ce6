// What every page of the admin does.
import "./menus.js";
import "./copy.js";
import "./confirm.js";
import "./forms.js";
