using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Platform.AppHost.Services;

/// <summary>The ports that people know.</summary>
internal sealed class FixedPorts(IConfiguration configuration)
{
    private readonly List<(string Key, int Port)> _taken = [];
    private readonly bool _isRandom = configuration.GetValue("DcpPublisher:RandomizePorts", false);

    /// <summary>The port of setting <c>Ports:{key}</c>, or the usual one; null, for any free one, where tests run beside a platform.</summary>
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

    /// <summary>Takes the port of an address of setting <paramref name="key"/>, too.</summary>
    public void TakeAddress(string key)
    {
        if (!_isRandom && Uri.TryCreate(configuration[key]?.Split(';')[0], UriKind.Absolute, out var address))
        {
            _taken.Add((key, address.Port));
        }
    }

    /// <summary>Makes sure that nobody listens on them.</summary>
    /// <exception cref="StartException">Somebody does; it names the ports in one line.</exception>
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
