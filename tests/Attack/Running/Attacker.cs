using System.Net;
using System.Text;
using Platform.Fuzz.Wire;
using Platform.Fuzz.World;

namespace Platform.Attack.Running;

/// <summary>
/// Represents the attacker: an account with an API key, two queues and three uploads, and separate source addresses, as an external client has.
/// </summary>
internal sealed class Attacker : IDisposable
{
    /// <summary>The size of each of the uploads that exist from the start, in bytes.</summary>
    public const int UploadBytes = 8 * 1024 * 1024;

    private const int MaxQueueLength = 40;
    private static readonly WireHeader s_json = new("Content-Type", "application/json");

    private readonly RequestSender _sender = new(Address);
    private readonly RequestSender _wellMannered;
    private readonly RequestSender _signInSender = new(IPAddress.Parse("127.0.0.67"));
    private readonly FuzzAccount _caller;

    private Attacker(AttackTarget target, FuzzAccount caller, string otherEmail, string run, RequestSender wellMannered)
    {
        Target = target;
        OtherEmail = otherEmail;
        Run = run;
        _caller = caller;
        _wellMannered = wellMannered;
        Large = $"attack-large-{run}";
        Idle = $"attack-idle-{run}";
    }

    /// <summary>The source address, so that the rate limit of the attack is separate from that of others. All of 127/8 is this machine.</summary>
    public static IPAddress Address { get; } = IPAddress.Parse("127.0.0.66");

    public AttackTarget Target { get; }

    /// <summary>The account whose password is guessed.</summary>
    public string OtherEmail { get; }

    /// <summary>A part of the names that identifies the run.</summary>
    public string Run { get; }

    /// <summary>The queue for large messages, which has room for few of them.</summary>
    public string Large { get; }

    /// <summary>The queue that is always empty.</summary>
    public string Idle { get; }

    public string Key => _caller.Key!;

    /// <summary>Uploads that have begun.</summary>
    public IReadOnlyList<string> Uploads { get; private set; } = [];

    /// <summary>Sends from an address whose rate limit no other part of the attack uses.</summary>
    public RequestSender WellMannered => _wellMannered;

    public static async Task<Attacker> CreateAsync(AttackTarget target, string otherEmail, string run, CancellationToken cancellationToken)
    {
        var sender = new RequestSender(IPAddress.Parse("127.0.0.68"));
        var calls = new Calls(target.Api, sender);
        var caller = await new People(calls, run + "-a").NewWithQueuesAsync(cancellationToken);
        var attacker = new Attacker(target, caller, otherEmail, run, sender);
        await calls.NeedAsync("POST", "/queues", $$"""{"name":"{{attacker.Large}}","max_message_bytes":1048576,"max_messages":{{MaxQueueLength}},"max_deliveries":1000}""", caller, cancellationToken);
        await calls.NeedAsync("POST", "/queues", $$"""{"name":"{{attacker.Idle}}"}""", caller, cancellationToken);
        var uploads = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var made = await calls.NeedAsync(
                "POST", "/api/v1/uploads", null, caller, cancellationToken,
                new WireHeader("Tus-Resumable", "1.0.0"), new WireHeader("Upload-Length", UploadBytes.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            uploads.Add(made.Header("Location")!.Split('/')[^1]);
        }

        attacker.Uploads = uploads;
        return attacker;
    }

    /// <summary>Creates an API request of the account.</summary>
    public WireRequest Request(string method, string path, string? json = null, params WireHeader[] headers) => new(
        Target.Api, method, path, [new WireHeader("X-Api-Key", Key), .. headers, .. json is null ? [] : (WireHeader[])[s_json]], json is null ? null : Encoding.UTF8.GetBytes(json));

    /// <summary>Creates a request without credentials.</summary>
    public static WireRequest Stranger(Uri server, string method, string path, string? json = null, params WireHeader[] headers) => new(
        server, method, path, [.. headers, .. json is null ? [] : (WireHeader[])[s_json]], json is null ? null : Encoding.UTF8.GetBytes(json));

    public Task<WireAnswer> SendAsync(WireRequest request, KindTally tally, CancellationToken stop) => SendAsync(_sender, request, tally, stop);

    /// <summary>Sends from the address that is used only for sign-in attempts.</summary>
    public Task<WireAnswer> SendSignInAsync(WireRequest request, KindTally tally, CancellationToken stop) => SendAsync(_signInSender, request, tally, stop);

    /// <summary>Deletes what the platform would continue to process: jobs, queues, uploads.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        var calls = new Calls(Target.Api, _wellMannered);

        // The tokens may have expired during a long attack.
        var caller = await new People(calls, Run).SignInAsync(_caller.Email, _caller.Password, cancellationToken);
        string? cursor = null;
        do
        {
            var done = await calls.NeedJsonAsync("POST", "/api/v1/jobs/bulk", $$"""{"action":"cancel","all":true{{(cursor is null ? "" : $",\"cursor\":\"{cursor}\"")}}}""", caller, cancellationToken);
            cursor = done.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        foreach (var path in (string[])["/queues/" + Large, "/queues/" + Idle, .. Uploads.Select(id => "/api/v1/uploads/" + id)])
        {
            await calls.TryAsync("DELETE", path, null, caller, cancellationToken, new WireHeader("Tus-Resumable", "1.0.0"));
        }
    }

    public void Dispose()
    {
        _sender.Dispose();
        _wellMannered.Dispose();
        _signInSender.Dispose();
    }

    private static async Task<WireAnswer> SendAsync(RequestSender sender, WireRequest request, KindTally tally, CancellationToken stop)
    {
        tally.Send();
        var answer = await sender.SendAsync(request, stop);
        tally.Answer(answer.Status);
        return answer;
    }
}
