using System.Globalization;

namespace NativeServers;

/// <summary>A new folder in the system's temporary folder that lives as long as this object.</summary>
/// <remarks>
/// What a killed process left behind is removed when the next folder is made: each folder has a file that its owner keeps
/// locked, so a folder whose file can be locked has no owner any more.
/// </remarks>
public sealed class OwnedFolder : IDisposable
{
    private const string LockName = "owner.lock";
    private const string ProcessesName = "processes";

    private static readonly Lock s_gate = new();
    private static bool s_swept;

    private readonly FileStream _lock;

    private OwnedFolder(string folder, FileStream ownersLock)
    {
        Path = folder;
        _lock = ownersLock;
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    private static string Root => System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"native-servers-{Environment.UserName}");

    /// <summary>Makes a folder whose name begins with <paramref name="name"/>.</summary>
    public static OwnedFolder Create(string name)
    {
        lock (s_gate)
        {
            if (!s_swept)
            {
                Sweep();
                s_swept = true;
            }

            while (true)
            {
                var folder = System.IO.Path.Combine(Root, $"{name}-{Environment.ProcessId}-{Random.Shared.GetHexString(6, lowercase: true)}");
                Directory.CreateDirectory(folder);

                // Another process's sweep may have taken the folder for abandoned before it was locked.
                if (TryLock(folder) is { } ownersLock)
                {
                    if (File.Exists(ownersLock.Name))
                    {
                        return new OwnedFolder(folder, ownersLock);
                    }

                    ownersLock.Dispose();
                }
            }
        }
    }

    /// <summary>Notes a process that must not outlive the folder.</summary>
    internal void Note(int processId) =>
        File.AppendAllText(
            System.IO.Path.Combine(Path, ProcessesName),
            string.Create(CultureInfo.InvariantCulture, $"{processId} {ProcessTree.StartTimeOf(processId)}\n"));

    /// <summary>Deletes the folder.</summary>
    public void Dispose()
    {
        Delete(Path);
        _lock.Dispose();
    }

    /// <summary>Ends the processes and deletes the folders of owners that are gone.</summary>
    internal static void Sweep()
    {
        foreach (var folder in Directory.Exists(Root) ? Directory.GetDirectories(Root) : [])
        {
            using var abandoned = TryLock(folder);
            if (abandoned is null)
            {
                continue;
            }

            var processes = System.IO.Path.Combine(folder, ProcessesName);
            foreach (var line in File.Exists(processes) ? File.ReadAllLines(processes) : [])
            {
                if (line.Split(' ') is [var idText, var startTime]
                    && int.TryParse(idText, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                    && ProcessTree.StartTimeOf(id) == startTime)
                {
                    foreach (var process in (int[])[.. ProcessTree.DescendantsOf(id), id])
                    {
                        UnixSignal.Send(process, UnixSignal.Kill);
                    }
                }
            }

            Delete(folder);
        }
    }

    private static FileStream? TryLock(string folder)
    {
        try
        {
            return new FileStream(
                System.IO.Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // A process that is just ending may still write; the next sweep takes what remains.
        }
    }
}
