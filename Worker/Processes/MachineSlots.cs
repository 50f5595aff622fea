using System.Globalization;
using Platform.ServiceDefaults.Files;

namespace Platform.Worker.Processes;

/// <summary>
/// A machine-wide share of the cores: all workers on a machine together run at most so many recognisers. Each slot is a file
/// whose lock (flock) the kernel drops when its holder dies.
/// </summary>
internal sealed class MachineSlots(string folder, int count, TimeProvider time)
{
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for a free slot; dispose what it returns to free it.</summary>
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

            // No signal crosses processes here; a tenth of a second is nothing beside the seconds that a part takes.
            await Task.Delay(_poll, time, cancellationToken).ConfigureAwait(false);
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
