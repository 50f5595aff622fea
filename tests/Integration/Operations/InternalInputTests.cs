using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;
using Shouldly;
using Xunit;

namespace Platform.Integration.Operations;

/// <summary>Calls every method of the internal API of Operations with each part of its request replaced by invalid values.</summary>
public sealed class InternalInputTests(OperationsFixture fixture) : IClassFixture<OperationsFixture>
{
    private const string Package = "platform.internal.v1.";

    private static readonly IncidentPerson s_ada = new() { Id = Guid.CreateVersion7().ToBytes(), Name = "ada@example.com" };

    public static TheoryData<string> Methods { get; } = new()
    {
        "IncidentService/Search",
        "IncidentService/Get",
        "IncidentService/Open",
        "IncidentService/Change",
        "IncidentService/Acknowledge",
        "IncidentService/Merge",
        "IncidentService/Split",
        "ChannelService/List",
        "ChannelService/Save",
        "ChannelService/Delete",
        "ChannelService/Test",
        "ChannelService/SearchDeliveries",
        "RotaService/Get",
        "RotaService/Save",
        "StatusService/Read",
        "StatusService/Publish",
        "StatusService/Plan",
        "StatusService/End",
    };

    [Fact]
    public void Every_method_is_tested() => GrpcMethods.Of(fixture.Services).Select(method => $"{method.ServiceName[Package.Length..]}/{method.Name}")
        .ShouldBe(Methods.Cast<object[]>().Select(row => (string)row[0]), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Mutated_requests_never_cause_an_internal_error(string method)
    {
        var parts = method.Split('/');
        await GrpcInput.SendMutantsAsync(fixture.Calls, Package + parts[0], parts[1], () => RequestOf(method));
    }

    private static IMessage RequestOf(string method) => method switch
    {
        "IncidentService/Search" => new SearchIncidentsRequest { Limit = 10, States = { IncidentPhase.Detected }, Severities = { IncidentPriority.P1 }, Service = "s", Before = 7 },
        "IncidentService/Get" => new GetIncidentRequest { Number = 1 },
        "IncidentService/Open" => new OpenIncidentRequest { Person = s_ada, Title = "t", Service = "s", Severity = IncidentPriority.P3, Note = "n" },
        "IncidentService/Change" => new ChangeIncidentRequest { Person = s_ada, Number = 1, Revision = 1, State = IncidentPhase.Fixing, Severity = IncidentPriority.P2, Title = "t", Note = "n" },
        "IncidentService/Acknowledge" => new AcknowledgeIncidentRequest { Person = s_ada, Number = 1 },
        "IncidentService/Merge" => new MergeIncidentsRequest { Person = s_ada, Number = 1, Into = 2 },
        "IncidentService/Split" => new SplitIncidentRequest
        {
            Person = s_ada, Number = 1, Alerts = { new AlertKey { Fingerprint = "ab", StartsAt = Timestamp.FromDateTimeOffset(AlertMessages.Start) } },
        },
        "ChannelService/Save" => new SaveChannelRequest
        {
            Settings = new ChannelSettings
            {
                Name = $"n-{Guid.CreateVersion7()}", Kind = ChannelKind.Webhook, LeastSeverity = IncidentPriority.P3, QuietFrom = 60, QuietTo = 120, TimeZone = "UTC",
                Address = "https://example.org/hook", Recipient = "r",
            },
            Secret = "s",
        },
        "ChannelService/Delete" or "ChannelService/Test" => new ChannelRequest { Id = Guid.CreateVersion7().ToBytes() },
        "ChannelService/SearchDeliveries" => new SearchDeliveriesRequest { ChannelId = Guid.CreateVersion7().ToBytes(), Before = Guid.CreateVersion7().ToBytes(), Limit = 10 },
        "RotaService/Save" => new SaveRotaRequest
        {
            Settings = new RotaSettings
            {
                TimeZone = "UTC", HandoverDay = 1, HandoverMinute = 540, FirstDay = "2026-12-01", People = { "ada@example.com" },
                Swaps =
                {
                    new RotaSwapRecord { From = Timestamp.FromDateTimeOffset(AlertMessages.Start), To = Timestamp.FromDateTimeOffset(AlertMessages.Start.AddDays(1)), Person = "bo@example.com" },
                },
            },
        },
        "StatusService/Publish" => new PublishStatusRequest
        {
            Number = 1, Title = "t", Parts = { StatusPart.Api }, Level = StatusLevel.Degraded, Stage = StatusStage.Resolved, Text = "t",
        },
        "StatusService/Plan" => new PlanStatusWorkRequest
        {
            Title = "t", Text = "t", Parts = { StatusPart.Api },
            StartsAt = Timestamp.FromDateTimeOffset(AlertMessages.Start.AddYears(50)), EndsAt = Timestamp.FromDateTimeOffset(AlertMessages.Start.AddYears(50).AddHours(1)),
        },
        "StatusService/End" => new EndStatusWorkRequest { Id = Guid.CreateVersion7().ToBytes() },
        _ => new Empty(),
    };
}
