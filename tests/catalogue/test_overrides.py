"""Figures that a scenario replaces, and a folder of one's own: the same rules, the same numbers."""

import warnings

import pytest

from openiads.catalogue.load_catalogue import DATA, KINDS, PACKAGED
from openiads.catalogue.overrides import IN_PATHS, path_to
from openiads.catalogue.own_folder import catalogue_at
from openiads.ground.errors import CatalogueError, Notice, ScenarioError
from openiads.scenario.load_scenario import load
from openiads.scenario.plan import plan_of
from openiads.scenario.write_scenario import canonical_toml, sha256_of
from openiads.simulation.engine import play
from openiads.simulation.prepare import prepare
from openiads.study.known.uncertain_figures import figures_of

PATH = "catalogue.rounds.48n6e3.kill_probability"


@pytest.fixture
def own(tmp_path):
    """A folder with one packaged round, of which one figure is another."""
    text = (DATA / "rounds/48n6e3.toml").read_text(encoding="utf-8")
    old = "kill_probability = { value = 0.8,"
    assert text.count(old) == 1
    (tmp_path / "rounds").mkdir()
    (tmp_path / "rounds/48n6e3.toml").write_text(text.replace(old, "kill_probability = { value = 0.5,"))
    return tmp_path


def refused(*changes):
    with pytest.raises(ScenarioError) as caught:
        load("one-battery", changes)
    return str(caught.value)


def events(prepared):
    return [
        {name: column.tolist() for name, column in books.events.items()}
        for books in play(prepared.world, 1, 0, 6, workers=1, chain=prepared.chain)
    ]


def test_an_override_gives_the_events_of_a_catalogue_file_with_that_figure(own):
    filed = prepare("one-battery", catalogue_at(own))
    replaced = prepare(load("one-battery", [f"{PATH}=0.5"]))
    assert events(replaced) == events(filed)
    assert events(replaced) != events(prepare("one-battery"))


def test_every_kind_of_the_catalogue_has_a_path():
    for kind in sorted(KINDS.keys() - {"deal", "registration"}):  # which shape no run
        slug = PACKAGED.names(kind)[0]
        entry = PACKAGED.document(kind, slug)[1]
        field = next((name for name, said in entry.items() if isinstance(said, dict) and "value" in said), "")
        if not field:  # the interrogator that asks nothing
            slug = PACKAGED.names(kind)[1]
            entry = PACKAGED.document(kind, slug)[1]
            field = next(name for name, said in entry.items() if isinstance(said, dict) and "value" in said)
        path = path_to(kind, slug, field)
        assert path.split(".")[1] == IN_PATHS[kind]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Notice)  # that the scenario does not use it
            scenario = load("one-battery", [f"{path}={entry[field]['value']}"])
        assert scenario.catalogue is not None


def test_what_radars_share_in_the_textbook_is_replaced_of_one_only():
    plan = plan_of(load("one-battery", ["catalogue.radars.92n6e.doppler_notch_mps=25"]))
    notch = {site.entry.slug: site.entry.doppler_notch for site in plan.radars}
    assert notch.pop("92n6e") == 25.0
    assert set(notch.values()) == {PACKAGED.radar("91n6e").doppler_notch}


def test_it_is_in_the_file_and_its_hash_only_when_given_and_in_whatever_order():
    plain = load("one-battery")
    assert "catalogue" not in canonical_toml(plain)
    assert sha256_of(load({**plain.model_dump(exclude_none=True), "catalogue": {}})) == sha256_of(plain)
    changes = [f"{PATH}=0.5", "catalogue.tracking.confirm_plots=4", "catalogue.rounds.40n6e.boost_s=11"]
    one, other = (load("one-battery", order) for order in (changes, changes[::-1]))
    assert "[catalogue.rounds.48n6e3]\nkill_probability = 0.5" in canonical_toml(one)
    assert "boost_s = 11.0" in canonical_toml(one)
    assert sha256_of(one) == sha256_of(other) != sha256_of(plain)
    assert load(one) == one


def test_what_is_wrong_is_told_in_one_list():
    told = refused(
        "catalogue.round.40n6e.kill_probability=0.5",
        "catalogue.rounds.40n6.kill_probability=0.5",
        "catalogue.rounds.40n6e.kill_probabilty=0.5",
        "catalogue.rounds.9m96e.kill_probability=1.5",
        "catalogue.systems.s-400.targets_max=2.5",
        "battery.salvo=7",
    )
    assert told.startswith("6 faults in one-battery:")
    for words in (
        "catalogue.round: no key named 'round'; did you mean 'rounds'?",
        "catalogue.rounds.40n6: no round named '40n6'; did you mean '40n6e'?",
        "no figure of 40n6e named 'kill_probabilty'; did you mean 'kill_probability'?",
        "catalogue.rounds.9m96e.kill_probability: 1.5 where at most 1 is allowed",
        "catalogue.systems.s-400.targets_max: 2.5 where a whole number is allowed",
        "battery.gaziantep.salvo: is 7; allowed is 1 to 4",
    ):
        assert words in told


@pytest.mark.parametrize(
    ("figure", "value", "told"),
    [
        ("tracking.start_speed_sd_mps", "1e6", "at most 10000"),
        ("tracking.detection_probability", "0", "at least 0.001"),
        ("radars.96l6e.scan_period_s", "1e-300", "at least 0.01"),
        ("radars.96l6e.instrumented_range_km", "1e300", "at most 20000"),
        ("radars.96l6e.antenna_m", "1e300", "at most 10000"),
    ],
)
def test_a_figure_beyond_which_arithmetic_gives_out_is_refused_with_what_is_allowed(figure, value, told):
    assert f"catalogue.{figure}: " in refused(f"catalogue.{figure}={value}")
    assert f"where {told} is allowed" in refused(f"catalogue.{figure}={value}")


def test_a_figure_outside_its_box_is_told_once_and_played():
    with pytest.warns(Notice) as told:
        scenario = load(load("one-battery", [f"{PATH}=0.99"]))
    assert [str(each.message) for each in told] == [
        f"{PATH} is 0.99, outside the catalogue's 0.4 to 0.93 (assumption); it is played as given"
    ]
    figure = next(r for r in plan_of(scenario).rounds if r.slug == "48n6e3").figures["kill_probability"]
    assert (figure.value, figure.low, figure.high, figure.status) == (0.99, 0.4, 0.99, "given")


def test_a_figure_that_nothing_uses_is_told():
    with pytest.warns(Notice, match="changes nothing: no part of the scenario uses arabel"):
        load("one-battery", ["catalogue.radars.arabel.scan_period_s=1"])


def test_a_figure_that_stands_as_the_catalogue_has_it_is_used_all_the_same():
    # Notices are faults here.  A share of 0 is that of no entry that a run names, and yet of its raiders.
    for share in ("0", "0.3"):
        load("turkey-2017", [f"catalogue.mission_kill.cruise.mission_kill_share={share}"])
    with pytest.warns(Notice, match="changes nothing: no part of the scenario uses drone"):
        load("patriot-2013", ["catalogue.mission_kill.drone.mission_kill_share=0"])


def test_figures_that_contradict_are_refused_but_where_their_own_boxes_overlap():
    assert refused("catalogue.rounds.40n6e.minimum_range_km=900") == (
        "one-battery: catalogue.rounds.40n6e: minimum_range_km is 900, above maximum_range_km 400; "
        "correct the one that is wrong"
    )
    load("one-battery", ["catalogue.systems.s-400.launchers=4"])  # its load is that of 8
    assert refused("catalogue.systems.s-400.launchers=2") == (
        "one-battery: catalogue.systems.s-400.loadout.counts: takes 32 canister positions where launchers "
        "times positions_per_launcher gives 8; load fewer rounds"
    )


def test_what_is_replaced_is_not_moved_by_a_scan_and_all_else_is():
    loads = "catalogue.systems.s-400.loadout={48n6e3=16}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Notice)
        plan = plan_of(load("one-battery", [f"{PATH}=0.5", loads]))
    found = {path for figure in figures_of(plan) for path in figure.paths}
    assert not {PATH, "catalogue.systems.s-400.loadout"} & found
    assert {"catalogue.rounds.48n6e3.boost_s", "catalogue.tracking.confirm_plots"} <= found


def test_an_entry_of_ones_own_stands_beside_the_packaged_ones(own):
    (own / "rounds/48n6e3.toml").rename(own / "rounds/mine.toml")
    found = catalogue_at(own)
    assert found.own == [("round", "mine")]
    assert set(found.names("round")) == {*PACKAGED.names("round"), "mine"}
    assert found.round_of("mine").kill_probability == 0.5
    assert found.round_of("48n6e3") == PACKAGED.round_of("48n6e3")


def test_a_table_of_ones_own_hides_the_packaged_one_and_no_other(tmp_path):
    (tmp_path / "evidence.toml").write_text(
        '[slow]\ntitle = "t"\ndescription = "d"\n'
        + "".join(
            f'{who} = {{ value = 0.3, low = 0.1, high = 0.5, source = "memory", status = "memory" }}\n'
            for who in ("hostile", "neutral", "friend")
        )
    )
    found = catalogue_at(tmp_path)
    assert found.evidence("slow").row == (0.3, 0.3, 0.3)
    assert found.evidence("prior-warned") == PACKAGED.evidence("prior-warned")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("round/x.toml", "", "no folder named 'round'; did you mean 'rounds'?"),
        ("engin.toml", "", "no file named 'engin.toml'; did you mean 'engine.toml'?"),
        ("engine.toml", "[trackin]", "engine.toml: no table named 'trackin'; did you mean 'tracking'?"),
        ("rounds/a.b.toml", "", "'a.b' is no name; small letters, digits and hyphens are allowed"),
        ("rounds/mine.toml", 'title = "x"', "mine.toml:\n  - description: missing; add it"),
        ("notes.txt", "", "holds no catalogue file"),
    ],
)
def test_a_folder_that_is_no_catalogue_is_refused(tmp_path, name, text, told):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)
    with pytest.raises(CatalogueError) as caught:
        catalogue_at(tmp_path)
    assert told in str(caught.value)


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CatalogueError, match="no such folder"):
        catalogue_at(tmp_path / "none")


@pytest.mark.compiled("plays whole replicates")
def test_a_kill_probability_of_one_kind_may_be_given_where_the_catalogue_has_none():
    kinds = ("aircraft", "drone", "cruise", "ballistic")
    of_kind = [PATH.replace("kill", f"{kind}_kill") for kind in kinds]
    assert all(getattr(PACKAGED.round_of("48n6e3"), path.rpartition(".")[2]) is None for path in of_kind)
    fired = [f"catalogue.rounds.{entry.slug}." for entry in plan_of(load("one-battery")).rounds]
    for value in (0, 1):
        every = tuple(f"{head}{path.rpartition('.')[2]}={value}" for head in fired for path in of_kind)
        (books,) = play(prepare(load("one-battery", every)).world, 1, 0, 4)
        met, killed = (int(books.outcomes[name].sum()) for name in ("intercepts", "kills"))
        assert met > 0
        assert (killed > 0) == bool(value)
    assert "1.5 where at most 1 is allowed" in refused(f"{of_kind[0]}=1.5")
    assert "did you mean" in refused(f"{PATH.replace('kill', 'plane_kill')}=0.5")
