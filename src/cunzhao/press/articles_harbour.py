# ruff: noqa: E501 - a paragraph is one line, so that another word is one changed line
"""The Harbour Post: an English daily without a feed, followed by its sitemap and news sitemap. All of it is invented."""

from __future__ import annotations

from typing import Any

from cunzhao.press.content import Outlet, Revised, Story

_DREDGING = """PORT SELWYN — The harbour authority on {weekday} approved a plan to deepen the main shipping channel by 1.8 metres, ending four years of argument between the container terminal and the inshore fishing fleet.
The $212 million project will allow ships of up to 14,000 containers to reach the southern quay at any tide. Work is due to start in April and to take 22 months, with no dredging between June and September, when herring spawn on the eastern bank.
"This is not a blank cheque," said Marian Holloway, who chairs the authority. "If the turbidity readings go over the limit for two hours, the dredger stops. It is written into the contract and it will be read by instruments that we do not control."
Tomas Reyland, secretary of the Selwyn Inshore Fishermen's Association, said his members had wanted a smaller channel and a longer pause. "We lost on the depth and won on the months," he said. "Ask me in three years whether it was a good trade."
An independent review by the Northern Institute of Marine Science found that dredging could reduce the seagrass meadows off Gull Point by as much as 9 per cent. The authority has set aside $6.4 million to replant twice the area that is lost.
The city council has 30 days to object. Two councillors have said that they will ask for a public hearing."""

_STRIKE = """PORT SELWYN — Crane operators at the southern quay walked off the job early on {weekday} in a dispute over night shifts, leaving eleven ships at anchor outside the harbour and lorries queuing for four kilometres along the coast road.
The Dockers' and Operators' Union said 340 of its 365 members at the terminal had joined the stoppage, which it expects to last 48 hours. The operator, Quayline Terminals, put the figure at "under 300".
"Nobody is striking for money," said Adaeze Whitlock, the union's harbour organiser. "We are striking for seven hours between the end of one shift and the start of the next."
Quayline said in a statement that the roster had been agreed in March and that it remained "ready to talk at any hour". Its operations director, Piers Halvorsen, said perishable cargo would be handled first once work resumed.
Supermarkets said they did not expect shortages. A spokeswoman for the Selwyn Growers' Cooperative, however, said that 60 tonnes of pears were waiting in containers without power."""

_STRIKE_ADDED = (
    _STRIKE
    + "\nLate in the evening the regional labour mediator, Ruth Castellane, said that both sides had accepted an invitation to meet. "
    "She said the talks would be held in the harbour office and that neither side had set conditions."
)

_VOTE = """PORT SELWYN — Voters in the Old Town ward go to the polls on {weekday} to choose between five candidates for a council seat that has been vacant since August, in an election that both main parties describe as a test of the harbour plan.
The electoral office said that 19,204 people were registered and that postal ballots had already been returned by 4,811 of them, a record for a single ward. Polling stations are open from 7 a.m. to 10 p.m.
"I have knocked on three thousand doors and nobody has asked me about the party," said Leonie Abara, a school librarian who is standing as an independent. "They ask me about the number 9 bus."
Her best-known rival, the former harbour pilot Gideon Marsh, has campaigned for a later start to the dredging. "You can be for the port and for the herring," he told a meeting at the Mariners' Hall. "You only have to read the calendar."
The result is expected shortly after midnight. If the two leading candidates are fewer than 25 votes apart, the count will be repeated."""

_MUSEUM = """PORT SELWYN — A box of glass negatives found behind a wall in a former chandler's shop has given the Maritime Museum its first photographs of the 1907 harbour fire, the museum said on {weekday}.
The 64 plates show the burning of the timber wharf and the days that followed, including the soup kitchen in Customs Square that until now was known from a single newspaper report.
"The report said two hundred people were fed there," said the museum's curator, Ingrid Okafor. "We counted more than five hundred in one picture. For a century we have been repeating a figure that was wrong."
The plates were found by a plumber, Dale Penhaligon, who was looking for a leak. He said that he had nearly put the box out with the rubble. "It was the weight," he said. "Glass is heavier than you think."
The museum will show prints of 40 of the plates from February and has put scans of all of them online."""

_RENT = """PORT SELWYN — Average rents in the city rose by 7.2 per cent in the year to October, more than twice the rate of wages, according to figures published by the statistics office on {weekday}.
The increase was sharpest in the streets near the new ferry pier, where a two-room flat now costs $1,480 a month. Rents fell in only one district, Saltmarsh, which was flooded twice last winter.
Councillor Yusuf Tremaine, who is responsible for housing, said that 410 municipal flats would be ready by the summer. "It is not enough, and I will not pretend that it is," he said.
## What tenants can do
- Ask the landlord in writing how the new rent was worked out; an answer is due within 21 days.
- Compare it with the rent index, which is published for every street.
- Take a dispute to the rent tribunal, which is free of charge.
The Tenants' Federation said that fewer than one in ten disputed increases ever reached the tribunal. Its director, Helen Vasquez-Moor, said the form was "eleven pages long and written for lawyers"."""

_WITHDRAWN = """PORT SELWYN — A company that won three contracts to inspect the sea wall employed no certified engineer when the inspections were made, documents seen by the Harbour Post show.
The contracts, worth $380,000, were awarded without a tender on the ground of urgency. The reports that the company delivered are word for word the same for two sections of the wall that lie nine kilometres apart.
"We had a network of partners," the company's founder, Corwin Ashdale, said by telephone. Asked for the name of one of them, he said he would call back. He had not done so by the time of publication.
The harbour authority said it had "no reason to doubt" the findings and declined to publish the reports."""

_CONSENT = (
    """PORT SELWYN — The city's tram drivers will vote next week on a pay offer worth 4.5 per cent over two years."""
)

_PAYWALL = """PORT SELWYN — For eleven weeks the lights on the top floor of the customs house did not go out. Inside, a team of six accountants was reading every invoice that the harbour had paid since the storm.
What they found would end two careers and start one. This account is based on 40 interviews and on the accountants' own notes, which the Harbour Post has seen.
It begins with a delivery of gravel that nobody could remember ordering."""


def _story(slug: str, title: str, byline: str, when: str, body: str, **more: Any) -> Story:
    return Story(
        key=f"harbour/{slug}", path=f"/{{ymd}}/{slug}", title=title, byline=byline, when=when, body=body, **more
    )


HARBOUR = Outlet(
    host="harbour-post.example",
    name="The Harbour Post",
    language="en",
    zone=0,
    motto="News of the port and its people",
    sections={"News": "/news/", "City": "/city/"},
    channels={"/sitemap_index.xml": "index", "/sitemap-articles.xml.gz": "sitemap", "/news-sitemap.xml": "news"},
    chunked=True,
    stories=(
        _story(
            "harbour-authority-approves-deeper-channel", "Harbour authority approves deeper channel after four-year dispute",
            "Edith Calloway", "-1 14:30", _DREDGING, section="News", caption="The dredger Constance at the southern quay.",
            credit="Harbour Post / Miles Obuya", tags=("harbour", "dredging"),
        ),
        _story(
            "crane-operators-walk-off-over-night-shifts", "Crane operators walk off over night shifts, eleven ships wait",
            "Samir Petrov", "-1 09:10", _STRIKE, section="News", caption="Lorries queue along the coast road.",
            credit="Harbour Post / Miles Obuya", tags=("strike", "harbour"),
        ),
        _story(
            "old-town-ward-votes-in-council-election", "Old Town ward votes in council election seen as test of harbour plan",
            "Edith Calloway", "-2 06:00", _VOTE, section="City", tags=("election", "council"),
        ),
        _story(
            "glass-negatives-show-1907-harbour-fire", "Glass negatives found behind wall show 1907 harbour fire",
            "Nora Lindqvist", "-3 11:45", _MUSEUM, section="City", caption="One of the 64 plates: Customs Square in 1907.",
            credit="Maritime Museum", tags=("history", "museum"),
        ),
        _story(
            "rents-rise-twice-as-fast-as-wages", "Rents rise twice as fast as wages, figures show",
            "Samir Petrov", "-4 10:00", _RENT, section="City", tags=("housing",), dates="meta",
        ),
        _story(
            "sea-wall-inspector-had-no-engineer", "Sea wall inspector had no certified engineer, documents show",
            "Nora Lindqvist", "-1 17:20", _WITHDRAWN, section="News", caption="The sea wall at Gull Point.", tags=("sea wall",),
        ),
        _story(
            "tram-drivers-to-vote-on-pay-offer", "Tram drivers to vote on pay offer", "Samir Petrov", "-2 15:30", _CONSENT,
            section="City", oddity="consent",
        ),
        _story(
            "eleven-weeks-in-the-customs-house", "Eleven weeks in the customs house", "Edith Calloway", "-5 05:00", _PAYWALL,
            section="News", oddity="paywall",
        ),
    ),
    revised=(
        Revised(key="harbour/crane-operators-walk-off-over-night-shifts", what="added", detail="a paragraph about talks", body=_STRIKE_ADDED),
        Revised(
            key="harbour/sea-wall-inspector-had-no-engineer", what="gone",
            detail="This article has been removed for legal reasons.", status=410,
        ),
    ),
)  # fmt: skip
