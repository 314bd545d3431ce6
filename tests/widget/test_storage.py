"""What a browser keeps may be full, forbidden, spoilt, or of another version of ours: the page never notices."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.support.servers import Storefront
from tests.widget.campaigns import PROBE, campaign
from tests.widget.conftest import Visit, diary, message, prepared, wait_until_shown
from tests.widget.service import KEY, RecordingService

Publish = Callable[..., None]

NO_LIST = ['{"v":2}', "[null]", '[{"id":"x"}]', '[{"id":"x","events":[null]}]', '[["nonsense"]]']
NO_RECORD = ["7", '{"purposes":null}', '{"purposes":7,"notice":null,"at":9e15}']
NO_MEMORY = ["[]", '{"seen":null,"done":null}', '{"seen":7,"done":{}}']
NO_VISIT = '{"seen":{},"done":{},"session":{"id":"x","start":9e15,"last":9e15}}'


@pytest.mark.parametrize(
    ("part", "kept"),
    [("outbox", NO_LIST), ("held", NO_LIST), ("consent", NO_RECORD), ("memory", [*NO_MEMORY, NO_VISIT])],
    ids=["waiting events", "unheard words", "a choice", "a memory"],
)
def test_what_is_kept_there_and_is_none_of_ours_is_set_aside(
    publish: Publish, visit: Visit, storefront: Storefront, service: RecordingService, part: str, kept: list[str]
) -> None:
    publish(campaign("offer", trigger={"on": "event", "name": "go"}), PROBE)
    storefront.pages["/plain"] = "<title>Without a tag</title>"
    page = visit()
    for number, text in enumerate(kept, start=1):
        page.goto(storefront.url + "/plain")
        page.evaluate("([key, text]) => { localStorage.clear(); localStorage[key] = text }", [key_of(part), text])
        visit(f"/{number}", page=page)
        page.evaluate("winback('track', 'go')")
        wait_until_shown(page)
        page.clock.run_for(6000)
        service.wait_for_event("go", number)
    views = {event.envelope["page"]["url"].rpartition("/")[2] for event in service.events("go")}
    assert views == {str(number) for number in range(1, len(kept) + 1)}


@pytest.mark.parametrize("text", NO_MEMORY)
def test_a_memory_that_is_none_forbids_what_has_a_limit(publish: Publish, visit: Visit, text: str) -> None:
    publish(campaign("offer", frequency={"per_session": 1}))
    page = visit(head=f"<script>localStorage['{key_of('memory')}'] = '{text}'</script>")
    assert page.evaluate("winback('explain')")[0]["failing"] == "frequency"


FULL = """<script>
for (let size = 1 << 20; size; size >>= 1)
  try { for (;;) localStorage[`shop${Object.keys(localStorage).length}`] = "x".repeat(size) } catch {}
</script>"""
FORBIDDEN = """<script>
Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } });
Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('', 'SecurityError') } });
</script>"""


@pytest.mark.parametrize("head", [FULL, FORBIDDEN], ids=["full", "forbidden"])
@pytest.mark.engines
def test_where_nothing_can_be_kept_the_page_has_a_memory_of_its_own(
    publish: Publish, visit: Visit, new_page: Callable[..., Page], service: RecordingService, head: str
) -> None:
    go = {"on": "event", "name": "go"}
    publish(campaign("offer", trigger=go, frequency={"per_session": 1}), campaign("other", trigger=go, priority=1))
    page = visit(head=head, page=prepared(new_page()))
    visitor = page.evaluate("winback('visitor')")
    page.evaluate("winback('track', 'go')")
    wait_until_shown(page)
    page.clock.run_for(1500)
    message(page).get_by_role("button", name="All right").click()
    page.evaluate("winback('track', 'go')")
    wait_until_shown(page, 2)
    assert [shown["campaign"] for shown in diary(page, "show")] == ["offer", "other"], "the limit holds on this page"
    page.clock.run_for(6000)
    service.wait_for_event("dismissal")
    assert {event.envelope["visitor"] for event in service.events()} == {visitor}
    assert diary(page, "error") == []


def key_of(part: str) -> str:
    return f"winback:{KEY}:{part}"
