using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Platform.AppHost.Services;

/// <summary>Reserves the well-known ports of the platform.</summary>
internal sealed class FixedPorts(IConfiguration configuration)
{
    private readonly List<(string Key, int Port)> _taken = [];
    private readonly bool _isRandom = configuration.GetValue("DcpPublisher:RandomizePorts", false);

    /// <summary>Returns the port of setting <c>Ports:{key}</c>, or the default; null (any free port) where tests run beside a platform.</summary>
    public int? Take(string key, int usual)
    {
        if (_isRandom)
        {
            return null;
        }

        var port = configuration.GetValue("Ports:" + key, usual);
        _taken.Add(("Ports:" + key, port));
        return port;
    }

    /// <summary>Reserves the port of the address in setting <paramref name="key"/>.</summary>
    public void TakeAddress(string key)
    {
        if (!_isRandom && Uri.TryCreate(configuration[key]?.Split(';')[0], UriKind.Absolute, out var address))
        {
            _taken.Add((key, address.Port));
        }
    }

    /// <summary>Requires that the ports are free.</summary>
    /// <exception cref="StartException">Some are in use; the message names them in one line.</exception>
    public void RequireFree()
    {
        var busy = _taken.Where(taken => !IsFree(taken.Port)).ToArray();
        if (busy.Length > 0)
        {
            throw new StartException(string.Join("; ", busy.Select(taken => string.Create(
                CultureInfo.InvariantCulture, $"port {taken.Port} is busy: end what listens there, or choose another by {taken.Key}"))));
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
