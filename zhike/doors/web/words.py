"""The words that the browser's own code says, in the reader's language."""

from django.utils.translation import gettext as _


def browser_words() -> dict[str, str]:
    """Return every sentence the scripts may show, by the key they know it by. `{…}` is filled in by the script."""
    return {
        "undo": _("Undo"),
        "close": _("Close"),
        "undone": _("Undone."),
        "offline": _("The server can't be reached. Nothing you typed is lost: try again in a moment."),
        "timeout": _("The server took too long. Nothing you typed is lost: try again."),
        "error_server": _("Something went wrong on our side. Nothing you typed is lost. Reference: {status}"),
        "error_403": _("You don't have the permission to do this."),
        "error_404": _("This no longer exists, or isn't yours to see."),
        "error_409": _("Somebody changed this meanwhile. Reload to see it; what you typed is still here."),
        "error_413": _("This file is too large."),
        "error_429": _("Too many tries. Wait a moment, then try again."),
        "error_other": _("That didn't work. Nothing you typed is lost."),
        "signed_out": _("You have been signed out. Sign in again in another tab, then go on here."),
        "leave": _("Leave without saving what you changed?"),
        "selected": _("{count} selected"),
        "all_selected": _("All {count} that match are selected"),
        "no_match": _("Nothing matches"),
        "searching": _("Searching…"),
        "create_named": _("Create “{name}”"),
        "remove": _("Remove {name}"),
        "held": _("{name} picked up. Arrow keys move it, Enter puts it down, Escape takes it back."),
        "moved": _("{name} moved to {column}, place {place}"),
        "put_back": _("{name} is back where it was"),
        "filter_field": _("Field"),
        "filter_operator": _("Comparison"),
        "filter_value": _("Value"),
        "filter_from": _("Lower end"),
        "filter_to": _("Upper end"),
        "days": _("days"),
        "add_condition": _("Add a condition"),
        "remove_condition": _("Remove this condition"),
        "remove_group": _("Remove this group"),
        "join": _("How the conditions belong together"),
        "and": _("All of these hold"),
        "or": _("One of these holds"),
        "file_too_large": _("{name} is larger than {limit}."),
        "file_wrong_kind": _("{name} is not one of the kinds we can read: {kinds}"),
        "copied": _("Copied"),
        "draft_kept": _("Your draft was kept."),
        "choose": _("Choose…"),
    }
