using System.Globalization;
using System.Text;
using Platform.ServiceDefaults.Files;

namespace Platform.Worker.Processes;

/// <summary>
/// Limits how many recognisers run at a time on this machine, across all worker processes. Each slot is a file whose lock (flock) the kernel releases
/// when its holder dies.
/// </summary>
internal sealed class MachineSlots(string folder, int count, TimeProvider time)
{
    private const int NameLength = 32;
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);

    private string? _name;

    /// <summary>
    /// Gets the name of these slots, the same in every process that shares their folder, also in containers that know it by another path. It is kept in
    /// the folder; null while that cannot be used.
    /// </summary>
    public string? Name => _name ??= FindName();

    /// <summary>Waits for a free slot, which is released by disposing the result.</summary>
    public async ValueTask<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        PrivateFiles.CreateFolder(folder);
        while (true)
        {
            for (var i = 0; i < count; i++)
            {
                if (TryTake(i) is { } slot)
                {
                    return slot;
                }
            }

            // There is no signal between processes; a tenth of a second is negligible compared to the seconds that a part takes.
            await Task.Delay(s_poll, time, cancellationToken);
        }
    }

    private string? FindName()
    {
        try
        {
            PrivateFiles.CreateFolder(folder);
            using var file = PrivateFiles.Open(Path.Combine(folder, "name"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (file.Length == NameLength)
            {
                Span<byte> known = stackalloc byte[NameLength];
                file.ReadExactly(known);
                return Encoding.ASCII.GetString(known);
            }

            // New, or not written to its end.
            var name = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(name));
            return name;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another process names them at this moment, or the folder is closed to this one.
            return null;
        }
    }

    private FileStream? TryTake(int slot)
    {
        try
        {
            return PrivateFiles.Open(
                Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"recogniser-{slot}.lock")), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
