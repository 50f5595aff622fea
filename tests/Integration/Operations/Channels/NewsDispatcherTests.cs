using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.Testkit.Hosting;
using Platform.Testkit.Mail;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Operations.Channels;

/// <summary>People are told by every kind of channel, at least once, and nobody sees a secret.</summary>
public sealed class NewsDispatcherTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<(string Path, string Authorization, string Body)> _received = new();
    private readonly MailReceiver _mail = new();
    private int _failures;
    private LocalWebApp _provider = null!;
    private OperationsFixture _operations = null!;

    private ChannelService.ChannelServiceClient Channels => new(_operations.Calls);

    private IncidentService.IncidentServiceClient Incidents => new(_operations.Calls);

    public async Task InitializeAsync()
    {
        _provider = await LocalWebApp.StartAsync(app => app.MapPost("/{path}", ReceiveAsync));
        _operations = new Telling(_provider.Address, _mail.Port);
        await _operations.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _operations.DisposeAsync();
        await _provider.DisposeAsync();
        await _mail.DisposeAsync();
    }

    [Fact]
    public async Task Every_kind_of_channel_tells_of_an_incident()
    {
        await AddAsync("slack", ChannelKind.Slack, secret: At("slack"));
        await AddAsync("teams", ChannelKind.Teams, secret: At("teams"));
        await AddAsync("duty", ChannelKind.Pagerduty, secret: "routing-key");
        await AddAsync("sms", ChannelKind.Sms, address: At("sms"), recipient: "+5511", secret: "token");
        await AddAsync("hook", ChannelKind.Webhook, address: At("hook"), secret: "signed");
        await AddAsync("mail", ChannelKind.Email, address: "ops@example.com");
        await AddAsync("off", ChannelKind.Webhook, address: At("off"), isEnabled: false);
        await AddAsync("urgent", ChannelKind.Webhook, address: At("urgent"), least: IncidentPriority.P1);
        await OpenAsync();

        await Eventually.BecomesTrueAsync(() => Task.FromResult(_received.Count >= 5));
        var mail = await _mail.GetAsync("ops@example.com", "Disk full");
        mail.Message.TextBody.ShouldContain("operations/acknowledge?token=");
        var bodies = _received.ToDictionary(got => got.Path, got => got.Body, StringComparer.Ordinal);
        bodies.Keys.ShouldBe(["slack", "teams", "duty", "sms", "hook"], ignoreOrder: true);
        JsonDocument.Parse(bodies["slack"]).RootElement.GetProperty("text").GetString()!.ShouldContain("Disk full &amp; slow");
        JsonDocument.Parse(bodies["teams"]).RootElement.GetProperty("attachments")[0].GetProperty("contentType").GetString().ShouldBe("application/vnd.microsoft.card.adaptive");
        var duty = JsonDocument.Parse(bodies["duty"]).RootElement;
        (duty.GetProperty("routing_key").GetString(), duty.GetProperty("event_action").GetString()).ShouldBe(("routing-key", "trigger"));
        JsonDocument.Parse(bodies["sms"]).RootElement.GetProperty("to").GetString().ShouldBe("+5511");
        _received.Single(got => got.Path == "sms").Authorization.ShouldBe("Bearer token");
        JsonDocument.Parse(bodies["hook"]).RootElement.GetProperty("type").GetString().ShouldBe("incident.opened");
    }

    [Fact]
    public async Task A_message_is_tried_again_until_it_is_delivered()
    {
        _failures = 2;
        await AddAsync("hook", ChannelKind.Webhook, address: At("hook"));
        await OpenAsync();
        var delivery = await EndAsync();
        (delivery.Outcome, delivery.Attempts, delivery.StatusCode).ShouldBe((DeliveryOutcome.Delivered, 3, 200));
    }

    [Fact]
    public async Task A_refused_message_is_given_up_and_the_log_says_why()
    {
        await AddAsync("hook", ChannelKind.Webhook, address: At("refuse"));
        await OpenAsync();
        var delivery = await EndAsync();
        (delivery.Outcome, delivery.Attempts, delivery.StatusCode, delivery.Error).ShouldBe((DeliveryOutcome.GivenUp, 1, 403, "The receiver refused it."));
    }

    [Fact]
    public async Task Private_addresses_are_not_reached()
    {
        await AddAsync("hook", ChannelKind.Webhook, address: "http://127.0.0.2:9/hook");
        await OpenAsync();
        (await EndAsync()).Error.ShouldBe("The host is not at a public address.");
    }

    [Fact]
    public async Task A_test_is_sent_by_a_channel_that_is_off()
    {
        var channel = await AddAsync("hook", ChannelKind.Webhook, address: At("hook"), isEnabled: false);
        await Channels.TestAsync(new ChannelRequest { Id = channel.Id });
        var delivery = await EndAsync();
        (delivery.News, delivery.Outcome, delivery.HasIncident).ShouldBe(("test", DeliveryOutcome.Delivered, false));
    }

    [Fact]
    public async Task Secrets_are_encrypted_and_a_channel_keeps_the_one_that_it_has()
    {
        var channel = await AddAsync("slack", ChannelKind.Slack, secret: At("slack"));
        channel.HasSecret.ShouldBeTrue();
        (await Channels.ListAsync(new Empty())).ToString().ShouldNotContain(_provider.Address.Authority);
        (await _operations.ScalarAsync<string>("SELECT encode(secret, 'escape') FROM operations.channels")).ShouldNotContain(_provider.Address.Authority);

        channel.Settings.Name = "renamed";
        var renamed = await Channels.SaveAsync(new SaveChannelRequest { Id = channel.Id, Revision = channel.Revision, Settings = channel.Settings });
        (renamed.HasSecret, renamed.Revision).ShouldBe((true, channel.Revision + 1));
        var outdated = await Should.ThrowAsync<RpcException>(async () =>
            await Channels.SaveAsync(new SaveChannelRequest { Id = channel.Id, Revision = channel.Revision, Settings = channel.Settings }));
        CallRefusal.Of(outdated).Code.ShouldBe("precondition_failed");

        await Channels.DeleteAsync(new ChannelRequest { Id = channel.Id });
        (await _operations.ScalarAsync<long>("SELECT count(*) FROM operations.channels WHERE secret IS NOT NULL")).ShouldBe(0);
    }

    [Fact]
    public async Task Who_has_the_link_acknowledges_the_incident_and_it_is_escalated_no_more()
    {
        await AddAsync("mail", ChannelKind.Email, address: "ops@example.com");
        var opened = await OpenAsync();
        var text = (await _mail.GetAsync("ops@example.com", "Disk full")).Message.TextBody;
        var token = text[(text.IndexOf("token=", StringComparison.Ordinal) + "token=".Length)..].Split('\n', '\r')[0].Trim();

        var refused = await Should.ThrowAsync<RpcException>(async () => await Incidents.AcknowledgeAsync(new AcknowledgeIncidentRequest { Token = token[..^1] + (token[^1] == 'A' ? 'B' : 'A') }));
        CallRefusal.Of(refused).Status.ShouldBe(403);
        var acknowledged = await Incidents.AcknowledgeAsync(new AcknowledgeIncidentRequest { Token = token });
        (acknowledged.Incident.Number, acknowledged.Incident.State, acknowledged.Incident.AcknowledgedBy).ShouldBe((opened.Incident.Number, IncidentPhase.Acknowledged, "link"));
        (await _operations.ScalarAsync<long>("SELECT count(*) FROM operations.incidents WHERE escalate_at IS NOT NULL")).ShouldBe(0);
        (await Incidents.AcknowledgeAsync(new AcknowledgeIncidentRequest { Token = token })).Incident.Revision.ShouldBe(acknowledged.Incident.Revision);
    }

    [Fact]
    public async Task What_nobody_acknowledges_is_escalated_until_there_have_been_enough()
    {
        await AddAsync("boss", ChannelKind.Webhook, address: At("boss"), isForEscalations: true);
        await OpenAsync();
        for (var escalations = 1; escalations <= 2; escalations++)
        {
            // The time has come.
            await _operations.ScalarAsync<object>("UPDATE operations.incidents SET escalate_at = detected_at RETURNING number");
            await Eventually.BecomesTrueAsync(() => Task.FromResult(_received.Count(got => got.Path == "boss") == escalations));
        }

        _received.ShouldAllBe(got => got.Body.Contains("incident.escalated", StringComparison.Ordinal));
        (await _operations.ScalarAsync<bool>("SELECT escalations = 2 AND escalate_at IS NULL FROM operations.incidents")).ShouldBeTrue();
    }

    private string At(string path) => new Uri(_provider.Address, path).ToString();

    private async Task<IResult> ReceiveAsync(string path, HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        if (path == "refuse")
        {
            return Results.StatusCode(403);
        }

        if (Interlocked.Decrement(ref _failures) >= 0)
        {
            return Results.StatusCode(503);
        }

        _received.Enqueue((path, context.Request.Headers.Authorization.ToString(), body));
        return Results.Ok();
    }

    private async Task<ChannelRecord> AddAsync(
        string name, ChannelKind kind, string? address = null, string? recipient = null, string? secret = null, bool isEnabled = true,
        IncidentPriority least = IncidentPriority.P3, bool isForEscalations = false)
    {
        var settings = new ChannelSettings { Name = name, Kind = kind, Enabled = isEnabled, LeastSeverity = least, EscalationsOnly = isForEscalations, TimeZone = "UTC" };
        if (address is not null)
        {
            settings.Address = address;
        }

        if (recipient is not null)
        {
            settings.Recipient = recipient;
        }

        var request = new SaveChannelRequest { Settings = settings };
        if (secret is not null)
        {
            request.Secret = secret;
        }

        return await Channels.SaveAsync(request);
    }

    private async Task<IncidentDetail> OpenAsync() => await Incidents.OpenAsync(new OpenIncidentRequest
    {
        Person = new IncidentPerson { Id = Guid.CreateVersion7().ToBytes(), Name = "ada@example.com" },
        Title = "Disk full & slow",
        Service = "worker",
        Severity = IncidentPriority.P2,
    });

    private Task<DeliveryRecord> EndAsync() => Eventually.GetAsync(async () =>
        (await Channels.SearchDeliveriesAsync(new SearchDeliveriesRequest { Limit = 10 })).Deliveries.FirstOrDefault(delivery => delivery.Outcome != DeliveryOutcome.Pending));

    private sealed class Telling(Uri provider, int mailPort) : OperationsFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
        {
            ["Channels:AllowedHosts:0"] = provider.Authority,
            ["Channels:PagerDutyAddress"] = new Uri(provider, "duty").ToString(),
            ["Channels:Interval"] = "00:00:00.020",
            ["Channels:FirstDelay"] = "00:00:00.050",
            ["Escalation:Most"] = "2",
            ["Escalation:Interval"] = "00:00:00.050",
            ["Mail:Host"] = "127.0.0.1",
            ["Mail:Port"] = mailPort.ToString(CultureInfo.InvariantCulture),
            ["Mail:Security"] = "none",
        };
    }
}
