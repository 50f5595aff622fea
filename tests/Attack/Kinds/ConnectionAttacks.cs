using System.Text;
using Platform.Attack.Running;
using Platform.Attack.Wire;
using Platform.Fuzz.Wire;

namespace Platform.Attack.Kinds;

/// <summary>Attacks that keep connections open: streams, long polls, incomplete requests, WebSockets.</summary>
internal static class ConnectionAttacks
{
    private static readonly TimeSpan s_stay = TimeSpan.FromSeconds(10);

    public static IEnumerable<AttackKind> All { get; } =
    [
        new("event streams", 30, 30, static (attacker, tally, stop) => ConnectionAbuse.UnreadAsync(attacker.Request("GET", "/api/v1/jobs/events"), Attacker.Address, tally, s_stay, stop), 429),
        new("consumers that wait", 120, 60, static (attacker, tally, stop) => attacker.SendAsync(attacker.Request("GET", $"/queues/{attacker.Idle}/messages/consume?wait_seconds=30"), tally, stop), 429),
        new("heads of requests that come slowly", 40, 20, static (attacker, tally, stop) => ConnectionAbuse.SlowlyAsync(
            attacker.Target.Api, Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {attacker.Target.Api.Authority}\r\nX-Attack: "), (byte)'a', TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(60), Attacker.Address, tally, stop), 408),
        new("halves of bodies", 10, 5, HalfABodyAsync, 400, 408),
        new("WebSockets to the page", 20, 10, static (attacker, tally, stop) => WebSocketAsync(attacker, attacker.Target.Page.GetLeftPart(UriPartial.Authority), tally, stop), 101, 400, 401, 403, 404),
        new("WebSockets from another site", 4, 4, static (attacker, tally, stop) => WebSocketAsync(attacker, "http://attack.example", tally, stop), 403),
    ];

    private static Task HalfABodyAsync(Attacker attacker, KindTally tally, CancellationToken stop) => ConnectionAbuse.SlowlyAsync(
        attacker.Target.Api,
        Encoding.ASCII.GetBytes($"POST /api/v1/jobs HTTP/1.1\r\nHost: {attacker.Target.Api.Authority}\r\nX-Api-Key: {attacker.Key}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{{"),
        (byte)' ',
        TimeSpan.FromSeconds(2),
        TimeSpan.FromSeconds(30),
        Attacker.Address,
        tally,
        stop);

    private static Task WebSocketAsync(Attacker attacker, string origin, KindTally tally, CancellationToken stop) => ConnectionAbuse.UnreadAsync(
        Attacker.Stranger(
            attacker.Target.Page,
            "GET",
            "/_blazor",
            null,
            new WireHeader("Origin", origin),
            new WireHeader("Connection", "Upgrade"),
            new WireHeader("Upgrade", "websocket"),
            new WireHeader("Sec-WebSocket-Version", "13"),
            new WireHeader("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")),
        Attacker.Address,
        tally,
        s_stay,
        stop);
}
