using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Platform.Testkit.Servers;

/// <summary>TCP ports on 127.0.0.1 that nobody listens on and that no other process of ours is about to use.</summary>
/// <remarks>
/// Ports come from below the kernel's range for outgoing connections, so that none of these can take one between the
/// choice and the server's start. A locked file in a shared folder keeps processes that choose at the same time apart;
/// the kernel lifts the lock when the process ends, however it ends.
/// </remarks>
public static class FreePorts
{
    private const int Lowest = 10000;
    private const int MinChoices = 1000;

    // The same for all runs: what is temporary may be in a folder of each run's own.
    private static readonly string s_shared = Directory.Exists("/tmp") ? "/tmp" : Path.GetTempPath();

    private static readonly Lock s_gate = new();
    private static readonly List<FileStream> s_held = [];

    /// <summary>One free port, kept for this process until it ends.</summary>
    /// <exception cref="InvalidOperationException">No free port was found.</exception>
    public static int Next() => Next(1)[0];

    /// <summary>Several different free ports.</summary>
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
                if (TryHold(Path.Combine(folder, port.ToString(CultureInfo.InvariantCulture))) is { } held)
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

    /// <summary>Whether a server could listen on the port of 127.0.0.1 and of every address now.</summary>
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

    private static FileStream? TryHold(string file)
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
