using System.Text;
using Platform.Attack.Running;
using Platform.Fuzz.Wire;

namespace Platform.Attack.Kinds;

/// <summary>Attacks on endpoints that are meant for browsers and for operators.</summary>
internal static class PageAttacks
{
    private static readonly string[] s_forms = ["/sign-in", "/sign-up", "/sign-out"];
    private static readonly string[] s_inside = ["/metrics", "/internal/v1/jobs", "/logs", "/logs/..%2f..%2fappsettings.json", "/health", "/status", "/info"];

    public static IEnumerable<AttackKind> All { get; } =
    [
        new("forms of another site", 2, 5, FormAsync, 200, 400),
        new("circuits of another site", 2, 5, static (attacker, tally, stop) => attacker.SendAsync(
            Attacker.Stranger(attacker.Target.Page, "POST", "/_blazor/negotiate?negotiateVersion=1", "", new WireHeader("Origin", "http://attack.example")), tally, stop), 403),
        new("the inside, through a proxy", 2, 10, InsideAsync, 404),
    ];

    private static Task<WireAnswer> FormAsync(Attacker attacker, KindTally tally, CancellationToken stop) => attacker.SendAsync(
        Attacker.Stranger(
            attacker.Target.Page,
            "POST",
            s_forms[Random.Shared.Next(s_forms.Length)],
            null,
            new WireHeader("Origin", "http://attack.example"),
            new WireHeader("Content-Type", "application/x-www-form-urlencoded")) with
        {
            Body = Encoding.ASCII.GetBytes($"_handler=sign-in&__RequestVerificationToken=none&Form.Email={Uri.EscapeDataString(attacker.OtherEmail)}&Form.Password=not+the+password"),
        },
        tally,
        stop);

    private static Task<WireAnswer> InsideAsync(Attacker attacker, KindTally tally, CancellationToken stop) => attacker.SendAsync(
        Attacker.Stranger(
            Random.Shared.Next(2) == 0 ? attacker.Target.Api : attacker.Target.Page,
            "GET",
            s_inside[Random.Shared.Next(s_inside.Length)],
            null,
            new WireHeader("X-Forwarded-For", "127.0.0.1"),
            new WireHeader("Forwarded", "for=127.0.0.1;host=localhost;proto=https"),
            new WireHeader("X-Real-IP", "127.0.0.1")),
        tally,
        stop);
}
