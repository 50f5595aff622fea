namespace Platform.Maintenance.Backups;

/// <summary>Names the entries of a backup's archive.</summary>
internal static class EntryNames
{
    /// <summary>The database, as <c>pg_dump</c> writes it.</summary>
    public const string Database = "database.dump";

    /// <summary>The manifest.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>Objects: this and their key.</summary>
    public const string Objects = "objects/";

    /// <summary>Other files: this and their path.</summary>
    public const string Files = "files/";
}
