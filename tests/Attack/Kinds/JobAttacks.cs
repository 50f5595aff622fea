using System.Globalization;
using Platform.Attack.Running;
using Platform.Fuzz.Wire;

namespace Platform.Attack.Kinds;

/// <summary>Attacks with jobs that are expensive and useless.</summary>
internal static class JobAttacks
{
    private const int Names = 20;

    public static IEnumerable<AttackKind> All { get; } =
    [
        new("batches of names that nobody has", 1, 0.5, NamesAsync, 202),
        new("absurd recordings", 1, 0.5, static (attacker, tally, stop) => SubmitAsync(
            attacker, $$$"""{"kind":"captions","max_attempts":1,"input":{"url":"{{{attacker.Target.Media[Random.Shared.Next(attacker.Target.Media.Count)]}}}"}}""", tally, stop), 202),
        new("webhooks that nobody receives", 1, 1, static (attacker, tally, stop) => SubmitAsync(
            attacker, $$$"""{"kind":"probe","input":{},"webhook":{"url":"{{{attacker.Target.Hook}}}","secret":"a secret of the attack"}}""", tally, stop), 202),
        new("jobs cancelled and tried again", 4, 4, ToAndFroAsync, 202),
    ];

    private static Task<WireAnswer> SubmitAsync(Attacker attacker, string job, KindTally tally, CancellationToken stop) => attacker.SendAsync(attacker.Request("POST", "/api/v1/jobs", job), tally, stop);

    private static Task<WireAnswer> NamesAsync(Attacker attacker, KindTally tally, CancellationToken stop)
    {
        var run = Guid.CreateVersion7().ToString("N");
        var jobs = Enumerable.Range(0, Names).Select(i => $$$"""{"kind":"captions","max_attempts":1,"input":{"url":"http://{{{run}}}-{{{i}}}.invalid/a.mp3"}}""");
        return attacker.SendAsync(attacker.Request("POST", "/api/v1/jobs/batch", $$"""{"jobs":[{{string.Join(',', jobs)}}]}"""), tally, stop);
    }

    private static async Task ToAndFroAsync(Attacker attacker, KindTally tally, CancellationToken stop)
    {
        var later = TimeProvider.System.GetUtcNow().AddHours(1).ToString("O", CultureInfo.InvariantCulture);
        var made = await attacker.SendAsync(attacker.Request("POST", "/api/v1/jobs", $$"""{"kind":"probe","input":{},"start_at":"{{later}}"}"""), tally, stop);
        if (made.Status != 202)
        {
            return;
        }

        var job = "/api/v1/jobs/" + made.Json().GetProperty("id").GetString();
        for (var i = 0; i < 5; i++)
        {
            await attacker.SendAsync(attacker.Request("POST", job + "/cancel"), tally, stop);
            await attacker.SendAsync(attacker.Request("POST", job + "/retry"), tally, stop);
        }
    }
}
