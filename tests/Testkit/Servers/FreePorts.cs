using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Platform.Testkit.Servers;

/// <summary>Chooses TCP ports on 127.0.0.1 on which nothing listens and that no other process of the tests is about to use.</summary>
/// <remarks>
/// The ports are below the kernel's range for outgoing connections, so that no connection can take one between the choice and the server's start.
/// Processes that choose at the same time are kept apart by a locked file in a shared folder; the kernel releases the lock when the process ends,
/// however it ends.
/// </remarks>
public static class FreePorts
{
    private const int Lowest = 10000;
    private const int MinChoices = 1000;

    // The same folder for all runs: the temporary folder may belong to a single run.
    private static readonly string s_shared = Directory.Exists("/tmp") ? "/tmp" : Path.GetTempPath();

    private static readonly Lock s_gate = new();
    private static readonly List<FileStream> s_held = [];

    /// <summary>Returns a free port, reserved for this process until it ends.</summary>
    /// <exception cref="InvalidOperationException">No free port was found.</exception>
    public static int Next() => Next(1)[0];

    /// <summary>Returns several different free ports.</summary>
    /// <exception cref="InvalidOperationException">Not enough free ports were found.</exception>
    public static IReadOnlyList<int> Next(int count)
    {
        var ports = new List<int>(count);
        var folder = Directory.CreateDirectory(Path.Combine(s_shared, $"platform-ports-{Environment.UserName}")).FullName;
        var end = FirstOutgoingPort() is var first && first - Lowest >= MinChoices ? first : 32768;
        lock (s_gate)
        {
            for (var tries = 0; ports.Count < count && tries < 10_000; tries++)
            {
                var port = Random.Shared.Next(Lowest, end);
                if (TryReserve(Path.Combine(folder, port.ToString(CultureInfo.InvariantCulture))) is { } held)
                {
                    if (IsFree(port))
                    {
                        s_held.Add(held);
                        ports.Add(port);
                    }
                    else
                    {
                        held.Dispose();
                    }
                }
            }
        }

        return ports.Count == count ? ports : throw new InvalidOperationException($"No free TCP port between {Lowest} and {end - 1}.");
    }

    /// <summary>Returns whether a server could currently listen on the port, on 127.0.0.1 and on every address.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Any, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static FileStream? TryReserve(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static int FirstOutgoingPort()
    {
        try
        {
            var range = File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split('\t', ' ');
            return int.Parse(range[0], CultureInfo.InvariantCulture);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException)
        {
            return 32768;
        }
    }
}
