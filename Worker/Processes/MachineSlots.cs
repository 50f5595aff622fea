using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Platform.ServiceDefaults.Files;

namespace Platform.Worker.Processes;

/// <summary>
/// Limits how many recognisers run at a time on this machine, across all worker processes. Each slot is a file whose lock (flock) the kernel releases
/// when its holder dies.
/// </summary>
internal sealed class MachineSlots(string folder, int count, TimeProvider time)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets a name of these slots on this machine, the same in every process that shares them.</summary>
    public string Name => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(folder))))[..16];

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
