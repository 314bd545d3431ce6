"""The command line: `winback serve`, `winback user add`, `winback demo` …"""

import sys
from importlib import import_module
from typing import Any, ClassVar

import click

from . import __version__


class Lazy(click.Group):
    """Commands are imported when used, so that `winback --help` is quick."""

    COMMANDS: ClassVar[dict[str, tuple[str, str]]] = {
        "serve": ("cli_serve:serve_command", "Run the service."),
        "user": ("cli_user:user_command", "Add users and reset passwords."),
        "check": ("cli_check:check_command", "Run the tests that are kept with campaigns."),
        "recount": ("cli_recount:recount_command", "Count again from the stored events, and mend what differs."),
        "erase": ("cli_erase:erase_command", "Erase a visitor, and everything that was counted of them."),
        "import": ("cli_transfer:import_command", "Bring events in from a file."),
        "export": ("cli_transfer:export_command", "Write events out to a file."),
        "demo": ("demo.command:demo_command", "Run the service and a demo shop with a history."),
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.COMMANDS:
            return None
        module, _, name = self.COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(f".{module}", __package__), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self.COMMANDS.items()])


@click.group(cls=Lazy)
@click.version_option(__version__, prog_name="winback")
def group() -> None:
    """Winback: on-site retargeting and feedback on your own server."""


def main(args: list[str] | None = None) -> Any:
    """The entry point. What the operator can mend ends with one clear line, not with a traceback: a wrong setting with
    exit code 2, a database that does not answer with 1.
    """
    from .config import SettingsError

    try:
        return group.main(args=args, prog_name="winback")
    except SettingsError as error:
        click.echo(f"winback: {error}", err=True)
        sys.exit(2)
    except Exception as error:
        if not _is_unreachable(error):
            raise
        said = str(getattr(error, "orig", error)).strip().splitlines()[0]
        click.echo(f"winback: the database does not answer: {said}", err=True)
        sys.exit(1)


def _is_unreachable(error: Exception) -> bool:
    from .db.engine import UNREACHABLE

    return isinstance(error, UNREACHABLE)


if __name__ == "__main__":
    main()
