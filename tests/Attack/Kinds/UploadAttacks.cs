using System.Globalization;
using System.Text;
using Platform.Attack.Running;
using Platform.Attack.Wire;
using Platform.Fuzz.Wire;

namespace Platform.Attack.Kinds;

/// <summary>Attacks with uploads that never end, race, announce too much, are slow, or break off.</summary>
internal static class UploadAttacks
{
    private const int Body = 64 * 1024;
    private static readonly WireHeader s_tus = new("Tus-Resumable", "1.0.0");
    private static readonly WireHeader s_bytes = new("Content-Type", "application/offset+octet-stream");
    private static readonly string[] s_giant = ["5000000000", "9223372036854775807"];

    public static IEnumerable<AttackKind> All { get; } =
    [
        new("uploads that nobody finishes", 8, 8, static (attacker, tally, stop) => CreateAsync(attacker, "1048576", tally, stop), 429) { Beyond = 100 },
        new("uploads of giant lengths", 1, 2, static (attacker, tally, stop) => CreateAsync(attacker, s_giant[Random.Shared.Next(s_giant.Length)], tally, stop), 413),
        new("writers of one upload", 8, 20, RaceAsync, 409, 423),
        new("bytes that come slowly", 4, 1, SlowlyAsync),
        new("uploads that break off", 2, 4, BreakOffAsync),
    ];

    private static Task<WireAnswer> CreateAsync(Attacker attacker, string length, KindTally tally, CancellationToken stop) =>
        attacker.SendAsync(attacker.Request("POST", "/api/v1/uploads", null, s_tus, new WireHeader("Upload-Length", length)), tally, stop);

    private static Task<WireAnswer> RaceAsync(Attacker attacker, KindTally tally, CancellationToken stop) =>
        attacker.SendAsync(attacker.Request("PATCH", "/api/v1/uploads/" + attacker.Uploads[0], null, s_tus, s_bytes, new WireHeader("Upload-Offset", "0")) with { Body = new byte[Body] }, tally, stop);

    private static Task SlowlyAsync(Attacker attacker, KindTally tally, CancellationToken stop) => ConnectionAbuse.SlowlyAsync(
        attacker.Target.Api, Head(attacker, attacker.Uploads[1], Attacker.UploadBytes), 0, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(20), Attacker.Address, tally, stop);

    private static Task<WireAnswer> BreakOffAsync(Attacker attacker, KindTally tally, CancellationToken stop) => attacker.SendAsync(
        attacker.Request("PATCH", "/api/v1/uploads/" + attacker.Uploads[2]) with { Raw = [.. Head(attacker, attacker.Uploads[2], Attacker.UploadBytes), .. new byte[Body]], Breaks = true }, tally, stop);

    private static byte[] Head(Attacker attacker, string upload, int length) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"PATCH /api/v1/uploads/{upload} HTTP/1.1\r\nHost: {attacker.Target.Api.Authority}\r\nX-Api-Key: {attacker.Key}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {length}\r\n\r\n"));
}
