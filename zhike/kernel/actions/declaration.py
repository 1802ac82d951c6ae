"""The verb: a plain function with its permission on it, offered at every door."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, get_type_hints

from django.db.models import Model, Q
from django.utils.text import capfirst

from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.conditions import holds
from zhike.kernel.actions.dividing import Parts
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.entity.parts import Words
from zhike.kernel.entity.registry import entity_of

P = ParamSpec("P")
R = TypeVar("R", bound=Model)


@dataclass(frozen=True, slots=True)
class Ask:
    """How a parameter is asked for, when its name and type don't say it: `Annotated[str, Ask(_("Reason"))]`.

    `of` names the entity from which a list is chosen (`roles`); a list without it is one of tags. `dictionary` names
    the choice list of whose entries a text is the code. `today` proposes the day on which it is asked. `parts` offers
    the parts of the one record that is acted on, so much of each (`dividing`).
    """

    label: Words = ""
    help: Words = ""
    multiline: bool = False
    choices: tuple[tuple[str, Words], ...] = ()
    asked: bool = True
    of: str = ""
    dictionary: str = ""
    today: bool = False
    parts: Parts | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an action: its name, its Python type and how it is asked for."""

    name: str
    type: Any
    default: Any
    ask: Ask

    @property
    def required(self) -> bool:
        """Whether it has no default."""
        return self.default is inspect.Parameter.empty

    @property
    def label(self) -> Words:
        """Its label: the declared one, else its name in words."""
        return self.ask.label or capfirst(self.name.replace("_", " "))


@dataclass(frozen=True)
class Action:
    """A declared verb of a model. `name` stands in addresses; `verb` is the data permission that its rows need.

    Records that do not meet `when` are not offered the action, and are skipped with the reason `otherwise`. `offered`
    says for whom menus show it on a record, where that depends on both; the action itself refuses the others.
    """

    model: type[Model]
    name: str
    function: Callable[..., Outcome]
    label: Words
    power: str = ""
    verb: str = "change"
    icon: str = "play"
    bulk: bool = False
    single: bool = True
    danger: bool = False
    undoable: bool = True
    sentence: Words = ""
    when: Q = field(default_factory=Q)
    otherwise: Words = ""
    offered: Callable[[Any, Actor], bool] | None = None

    @cached_property
    def key(self) -> str:
        """The name by which the history and permissions know it: `customers.transfer`."""
        return f"{entity_of(self.model).key}.{self.name}"

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """What must be asked, read from the function's signature."""
        hints = get_type_hints(self.function, include_extras=True)
        found = []
        for name, parameter in inspect.signature(self.function).parameters.items():
            if parameter.kind is parameter.KEYWORD_ONLY and name != "by":
                hint = hints[name]
                ask = next((one for one in getattr(hint, "__metadata__", ()) if isinstance(one, Ask)), Ask())
                found.append(
                    Parameter(name, getattr(hint, "__origin__", hint) if ask != Ask() else hint, parameter.default, ask)
                )
        return tuple(found)

    def fits(self, record: Any, by: Actor) -> bool:
        """Whether it makes sense to offer the action to this person on this record now."""
        return holds(self.when, record) and (self.offered is None or self.offered(record, by))

    def allowed(self, by: Actor) -> bool:
        """Whether the actor holds the power, and the data permission on at least some rows."""
        access = entity_of(self.model)
        reach = by.rights.reach(access.granted_by, self.verb)
        return bool(reach) and not by.read_only and (not self.power or by.may(self.power))


_waiting: list[Action] = []


def action(
    model: type[R],
    *,
    label: Words,
    power: str = "",
    verb: str = "change",
    icon: str = "play",
    bulk: bool = False,
    single: bool = True,
    danger: bool = False,
    undoable: bool = True,
    sentence: Words = "",
    when: Q | None = None,
    otherwise: Words = "",
    offered: Callable[[Any, Actor], bool] | None = None,
) -> Callable[
    [Callable[Concatenate[Chosen[R], P], Outcome]], Callable[Concatenate[Chosen[R] | R | list[R], P], Outcome]
]:
    """Declare a function as a verb of `model`: it then runs with its permission, in one transaction and one batch.

    `sentence` is how the history tells it, with %(by)s, %(count)s, %(title)s and the arguments' names:
    `_("%(by)s transferred %(title)s to %(to)s")`. `when` says which records it makes sense for, such as
    `Q(state="draft")`; others are left alone and `otherwise` says why.
    """

    def declare(
        function: Callable[Concatenate[Chosen[R], P], Outcome],
    ) -> Callable[Concatenate[Chosen[R] | R | list[R], P], Outcome]:
        declared = Action(
            model=model, name=function.__name__, function=function, label=label, power=power, verb=verb, icon=icon,
            bulk=bulk, single=single, danger=danger, undoable=undoable, sentence=sentence,
            when=when or Q(), otherwise=otherwise, offered=offered,
        )  # fmt: skip

        @wraps(function)
        def call(chosen: Chosen[R] | R | list[R], *arguments: P.args, **named: P.kwargs) -> Outcome:
            from zhike.kernel.actions.perform import perform  # noqa: PLC0415  (it knows what is declared here)

            by = named.pop("by")
            if not isinstance(chosen, Chosen):
                chosen = Chosen.of(chosen, by=by, verb=verb)  # type: ignore[arg-type]
            return perform(declared, chosen, named, by=by)  # type: ignore[arg-type]

        call.action = declared  # type: ignore[attr-defined]
        _waiting.append(declared)
        return call  # type: ignore[return-value]  # mypy takes the name `chosen` for a part of the type

    return declare


def hand_over_waiting() -> None:
    """Give the declared actions to their entities; called when all areas are loaded."""
    while _waiting:
        declared = _waiting.pop(0)
        entity_of(declared.model).actions[declared.name] = declared
