using System.Text.Json.Serialization;

namespace Platform.Maintenance.Backups;

/// <summary>Says what an archive contains; its last entry.</summary>
/// <param name="Taken">The moment of the backup.</param>
/// <param name="Version">The version of the platform.</param>
/// <param name="Server">The version of PostgreSQL.</param>
/// <param name="Roles">The roles that a database needs before it can be restored.</param>
/// <param name="Rows">The rows of each table.</param>
/// <param name="Objects">The number of objects of the storage.</param>
/// <param name="ObjectBytes">Their size together.</param>
/// <param name="Gone">Objects that were deleted while the backup was taken.</param>
/// <param name="Files">The number of other files.</param>
/// <param name="LeftOut">What is not in the archive, and why.</param>
/// <param name="Digest">The SHA-256 of the hashes of all entries before this one.</param>
internal sealed record BackupManifest(
    DateTimeOffset Taken,
    string Version,
    string Server,
    IReadOnlyList<string> Roles,
    IReadOnlyDictionary<string, long> Rows,
    long Objects,
    long ObjectBytes,
    long Gone,
    int Files,
    IReadOnlyList<string> LeftOut,
    string Digest);

/// <summary>Converts manifests without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
