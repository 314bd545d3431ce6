"""What the editor's script says, in the page's language. `{name}` is put in by the script."""

from flask_babel import lazy_gettext as _

WORDS = {
    "movedBlock": _("Moved: now {number} of {count} in step {step}."),
    "movedStep": _("Moved: now step {number} of {count}."),
    "movedRule": _("Moved: now rule {number} of {count}."),
    "duplicated": _("Duplicated."),
    "removed": _("Removed. Undo brings it back."),
    "undone": _("Undone."),
    "redone": _("Done again."),
    "signedOut": _("Not saved: you are signed out. Sign in in another window; your text is still here."),
    "refused": _("Not saved: {message}"),
    "noSelector": _("No browser understands this selector, so nothing would be found."),
    "notDrawn": _("The server did not answer. Your text is still here; try again."),
    "broughtBack": _("Brought back what was not saved."),
    "lookKept": _("Kept: this is the site's brand kit now."),
    "missing": _("{count} missing"),
    "variant": _("Variant {name}"),
    "scene_open": _("Step {number}: {title}"),
    "scene_error": _("Step {number}, an answer missing"),
    "scene_no_code": _("Step {number}, no code left"),
    "scene_over": _("Step {number}, the time is up"),
    "scene_no_items": _("Step {number}, no products"),
    "scene_tab": _("Closed: its tab"),
    "scene_bar": _("Closed: the bar with the code"),
    "write": _("Text of the message. Enter keeps it, Escape leaves it as it was."),
    "empty": _("Click to write"),
    "contrastText": _("Text on background: {ratio} to 1,"),
    "contrastButton": _("Words on a button: {ratio} to 1,"),
    "contrastEdge": _("Button on background: {ratio} to 1,"),
    "enough": _("enough."),
    "tooLittle": _("too little: {enough} is needed."),
}

# What is said of pictures that are put into the library, in the editor and on its own page.
MEDIA = {
    "uploading": _("{name}: {percent} %"),
    "reading": _("{name}: being read …"),
    "tooLarge": _("{name}: the file is larger than {most} MB."),
    "notAnswered": _("{name}: the server did not answer. Try again."),
    "uploaded": _("{number} pictures are in the library now. Load the page again to see them."),
}


def said() -> dict[str, str]:
    return {name: str(sentence) for name, sentence in {**WORDS, **MEDIA}.items()}


def said_of_media() -> dict[str, str]:
    return {name: str(sentence) for name, sentence in MEDIA.items()}
