"""The records that somebody chose for an action, already seen through their rights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.outcome import Skip
from zhike.kernel.entity.parts import Words
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.refusals import NotAllowed, NotFound, Refused

R = TypeVar("R", bound=Model)
AT_ONCE = 1000
MOST_IDS = 10_000


class Chosen(Generic[R]):
    """Records of one model that an actor wishes to act on, by ids or by a filter.

    What the actor may not see does not exist for it. What the actor sees but may not touch is skipped with the reason;
    when nothing is left, the wish is refused with it.
    """

    def __init__(self, model: type[R], by: Actor, where: Q, *, ids: Sequence[int] = (), verb: str = "change") -> None:
        """Choose the rows of `model` that `where` describes; `ids` are given when they were named one by one."""
        self.model, self.by, self.where, self.ids, self.verb = model, by, where, list(ids), verb
        self.when = Q()
        self.otherwise: Words = ""
        self.some = False
        """Whether it is known already that some of the named records can be acted on."""

    @classmethod
    def of(cls, records: R | Iterable[R], *, by: Actor, verb: str = "change") -> Chosen[R]:
        """Choose records in hand; they must all be of one model."""
        found = [records] if isinstance(records, Model) else list(records)
        if not found:
            raise Refused(_("Nothing was chosen."), code="nothing_chosen")
        return cls.named(type(found[0]), [record.pk for record in found], by=by, verb=verb)

    @classmethod
    def named(cls, model: type[R], ids: Sequence[int], *, by: Actor, verb: str = "change") -> Chosen[R]:
        """Choose by ids, at most ten thousand of them."""
        if len(ids) > MOST_IDS:
            raise Refused(
                _("At most %(most)s records can be named at once; use a filter for more.") % {"most": MOST_IDS},
                field="ids", code="too_many",
            )  # fmt: skip
        return cls(model, by, Q(pk__in=list(ids)), ids=ids, verb=verb)

    def with_verb(self, verb: str) -> Chosen[R]:
        """The same choice for another verb."""
        return self.for_action(verb, Q(), "")

    def for_action(self, verb: str, when: Q, otherwise: Words) -> Chosen[R]:
        """The same choice for an action: those that it makes sense for, and why not for the others."""
        chosen = Chosen(self.model, self.by, self.where, ids=self.ids, verb=verb)
        chosen.when, chosen.otherwise = when, otherwise
        return chosen

    def rows(self) -> Any:
        """The records that may be acted on, as a queryset in the order of their ids."""
        return self._touchable().filter(self.when).order_by("pk")

    def locked(self) -> list[R]:
        """The same, locked against other writers until the end of the transaction; in id order, so none deadlock."""
        return list(self.rows().select_for_update(of=("self",)))

    def one(self) -> R:
        """The only record, locked. Raises NotFound or NotAllowed."""
        found = self.locked()
        if not found:
            self.refuse_if_none([])
            raise NotFound(_("There is no such record."))
        return found[0]

    def pages(self) -> Iterator[list[R]]:
        """The records in locked pages of a thousand, so that a hundred thousand never stand in memory."""
        last = 0
        while page := list(self.rows().filter(pk__gt=last).select_for_update(of=("self",))[:AT_ONCE]):
            yield page
            if len(page) < AT_ONCE:
                return
            last = page[-1].pk

    def untouchable(self) -> list[Skip]:
        """The named records that the actor sees but may not act on, with the reason."""
        if not self.ids:
            return []
        entity = entity_of(self.model)
        may = set(self.rows().values_list("pk", flat=True))
        self.some = bool(may)
        if may.issuperset(self.ids):
            return []
        seen = self.model._default_manager.visible_to(self.by).filter(self.where)  # type: ignore[attr-defined]
        frozen = self._frozen(seen)
        unfit = set(self._touchable().exclude(self.when).values_list("pk", flat=True)) if self.when else set()

        def reason(record: Model) -> Words:
            if record.pk in unfit:
                return self.otherwise
            return entity.access.read_only_reason if record.pk in frozen else _("You may see it, but not change it.")

        return [
            Skip(record.pk, reason(record), entity.title_of(record))
            for record in seen.order_by("pk") if record.pk not in may
        ]  # fmt: skip

    def refuse_if_none(self, skipped: Sequence[Skip]) -> None:
        """Refuse when not one of the named records can be acted on: not found if none is seen, else not allowed."""
        if not self.ids or self.some or self.rows().exists():
            return
        if not skipped:
            raise NotFound(_("There is no such record."))
        if self.when and self._touchable().exclude(self.when).exists():
            raise Refused(skipped[0].reason, code="not_now")
        frozen = self._frozen(self.model._default_manager.visible_to(self.by).filter(self.where))  # type: ignore[attr-defined]
        kind = Refused if frozen else NotAllowed
        raise kind(skipped[0].reason, code="read_only" if frozen else "not_allowed")

    def _touchable(self) -> Any:
        return self.model._default_manager.visible_to(self.by, self.verb).filter(self.where)  # type: ignore[attr-defined]

    def _frozen(self, seen: Any) -> set[int]:
        access = entity_of(self.model).access
        if access.read_only is None or self.verb in access.thaws:
            return set()
        return set(seen.filter(access.read_only).values_list("pk", flat=True))
