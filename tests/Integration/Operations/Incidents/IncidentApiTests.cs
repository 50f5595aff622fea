using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;
using Shouldly;
using Xunit;

namespace Platform.Integration.Operations.Incidents;

/// <summary>What people do to incidents stays, and is in the timeline.</summary>
public sealed class IncidentApiTests(IncidentApiTests.Told fixture) : IClassFixture<IncidentApiTests.Told>
{
    private static readonly IncidentPerson s_ada = new() { Id = Guid.CreateVersion7().ToBytes(), Name = "ada@example.com" };
    private static int s_services;

    private readonly string _service = $"service-{Interlocked.Increment(ref s_services)}";

    private IncidentService.IncidentServiceClient Incidents => new(fixture.Calls);

    [Fact]
    public async Task States_have_time_person_and_text()
    {
        var opened = await OpenAsync();
        var changed = await Incidents.ChangeAsync(new ChangeIncidentRequest
        {
            Person = s_ada, Number = opened.Incident.Number, Revision = opened.Incident.Revision, State = IncidentPhase.Fixing, Note = "A worker is added.",
        });
        changed.Incident.State.ShouldBe(IncidentPhase.Fixing);
        changed.Incident.AcknowledgedBy.ShouldBe("ada@example.com");
        var entry = changed.Events.Single(happened => happened.Kind == IncidentEventKind.StateChanged);
        (entry.State, entry.Person, entry.Note).ShouldBe((IncidentPhase.Fixing, "ada@example.com", "A worker is added."));

        var outdated = await Should.ThrowAsync<RpcException>(async () => await Incidents.ChangeAsync(
            new ChangeIncidentRequest { Person = s_ada, Number = opened.Incident.Number, Revision = opened.Incident.Revision, State = IncidentPhase.Resolved }));
        CallRefusal.Of(outdated).Code.ShouldBe("precondition_failed");

        var resolved = await Incidents.ChangeAsync(new ChangeIncidentRequest { Person = s_ada, Number = opened.Incident.Number, State = IncidentPhase.Resolved });
        resolved.Incident.ResolvedAt.ShouldNotBeNull();
        (await Incidents.ChangeAsync(new ChangeIncidentRequest { Person = s_ada, Number = opened.Incident.Number, State = IncidentPhase.Identified })).Incident.ResolvedAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_chosen_severity_is_not_changed_by_alerts()
    {
        await AlertMessages.TellAsync(fixture.Http, (Alert("A", 0), false));
        var incident = await FindAsync();
        await Incidents.ChangeAsync(new ChangeIncidentRequest { Person = s_ada, Number = incident.Number, Severity = IncidentPriority.P3, Title = "Not so bad" });
        await AlertMessages.TellAsync(fixture.Http, (Alert("B", 1), false));
        var after = await FindAsync();
        (after.Alerts, after.Severity, after.Title).ShouldBe((2, IncidentPriority.P3, "Not so bad"));
    }

    [Fact]
    public async Task Merged_alerts_stay_where_they_were_put_and_split_ones_too()
    {
        await AlertMessages.TellAsync(fixture.Http, (Alert("A", 0), false), (Alert("B", 30), false));
        var both = await AllAsync();
        both.Count.ShouldBe(2);
        var merged = await Incidents.MergeAsync(new MergeIncidentsRequest { Person = s_ada, Number = both[0].Number, Into = both[1].Number });
        (merged.Incident.Number, merged.Incident.Alerts).ShouldBe((both[1].Number, 2));
        var closed = (await Incidents.GetAsync(new GetIncidentRequest { Number = both[0].Number })).Incident;
        (closed.State, closed.MergedInto).ShouldBe((IncidentPhase.Resolved, both[1].Number));
        var refused = await Should.ThrowAsync<RpcException>(async () => await Incidents.AcknowledgeAsync(new AcknowledgeIncidentRequest { Person = s_ada, Number = both[0].Number }));
        CallRefusal.Of(refused).Status.ShouldBe(409);

        var split = await Incidents.SplitAsync(new SplitIncidentRequest { Person = s_ada, Number = merged.Incident.Number, Alerts = { merged.Alerts[0].Key } });
        (split.Incident.Alerts, split.Incident.Title).ShouldBe((1, merged.Alerts[0].Summary));
        (await Incidents.GetAsync(new GetIncidentRequest { Number = merged.Incident.Number })).Incident.Alerts.ShouldBe(1);
        var all = await Should.ThrowAsync<RpcException>(async () =>
            await Incidents.SplitAsync(new SplitIncidentRequest { Person = s_ada, Number = split.Incident.Number, Alerts = { split.Alerts[0].Key } }));
        CallRefusal.Of(all).Errors!.ShouldHaveSingleItem().Field.ShouldBe("alerts");
    }

    [Fact]
    public async Task An_incident_that_was_opened_by_hand_is_not_resolved_by_alerts()
    {
        var opened = await OpenAsync();
        await AlertMessages.TellAsync(fixture.Http, (Alert("A", 0, 5), true));
        var ofAlert = (await AllAsync()).Single(incident => incident.Number != opened.Incident.Number);
        await Incidents.MergeAsync(new MergeIncidentsRequest { Person = s_ada, Number = ofAlert.Number, Into = opened.Incident.Number });
        (await Incidents.GetAsync(new GetIncidentRequest { Number = opened.Incident.Number })).Incident.State.ShouldBe(IncidentPhase.Detected);
    }

    [Fact]
    public async Task Wrong_requests_name_their_field()
    {
        await RefusedAsync(() => Incidents.OpenAsync(new OpenIncidentRequest { Person = s_ada, Title = "", Service = "s", Severity = IncidentPriority.P1 }).ResponseAsync, "title");
        await RefusedAsync(() => Incidents.OpenAsync(new OpenIncidentRequest { Title = "t", Service = "s", Severity = IncidentPriority.P1 }).ResponseAsync, "person");
        await RefusedAsync(() => Incidents.ChangeAsync(new ChangeIncidentRequest { Person = s_ada, Number = 1, Note = new string('n', 4001) }).ResponseAsync, "note");
        await RefusedAsync(() => Incidents.SplitAsync(new SplitIncidentRequest { Person = s_ada, Number = 1, Alerts = { new AlertKey { Fingerprint = "ab", StartsAt = new Timestamp { Seconds = -1 } } } }).ResponseAsync, "alerts");
    }

    private static async Task RefusedAsync<T>(Func<Task<T>> call, string field)
    {
        var refused = await Should.ThrowAsync<RpcException>(call);
        CallRefusal.Of(refused).Errors!.ShouldHaveSingleItem().Field.ShouldBe(field);
    }

    private SampleAlert Alert(string name, int begin, int? end = null) => new(name, _service, "critical", begin, end);

    private async Task<IncidentDetail> OpenAsync() =>
        await Incidents.OpenAsync(new OpenIncidentRequest { Person = s_ada, Title = "Captions are late", Service = _service, Severity = IncidentPriority.P2 });

    private async Task<IncidentRecord> FindAsync() => (await AllAsync()).ShouldHaveSingleItem();

    private async Task<IList<IncidentRecord>> AllAsync() => (await Incidents.SearchAsync(new SearchIncidentsRequest { Limit = 200, Service = _service })).Incidents;

    public sealed class Told : OperationsFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["Alerts:Key"] = AlertMessages.Key };
    }
}
