namespace Platform.Maintenance.Cleaning;

/// <summary>Says what the clean-up of a folder has freed.</summary>
/// <param name="Kind"><c>logs</c>, <c>temporary</c> or <c>backups</c>.</param>
/// <param name="Folder">The folder.</param>
/// <param name="Files">The number of files.</param>
/// <param name="Bytes">Their size together.</param>
internal sealed record FreedSpace(string Kind, string Folder, long Files, long Bytes);
