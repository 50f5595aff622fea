using Microsoft.Extensions.Options;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Files;

namespace Platform.Operations.StatusPage;

/// <summary>Holds the last state in memory, and in a file from which it is read when the service starts without its database.</summary>
internal sealed partial class StatusBoard
{
    private readonly KeptMessage<StatusSnapshot> _file;
    private readonly ILogger<StatusBoard> _logger;
    private volatile StatusSnapshot _current;

    /// <summary>Reads the file, if there is one.</summary>
    public StatusBoard(IOptions<StatusPageOptions> options, ILogger<StatusBoard> logger)
    {
        _file = new KeptMessage<StatusSnapshot>(options.Value.Folder, "operations.status", StatusSnapshot.Parser);
        _logger = logger;
        _current = _file.Read() ?? new StatusSnapshot();
    }

    /// <summary>Gets the last state; one without a time while nothing is known yet. Nobody may change it.</summary>
    public StatusSnapshot Current => _current;

    /// <summary>Replaces the state. A disk that is full or gone only means that the file is older.</summary>
    public async Task StoreAsync(StatusSnapshot snapshot, CancellationToken cancellationToken)
    {
        _current = snapshot;
        try
        {
            await _file.WriteAsync(snapshot, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            NotKept(exception);
        }
    }

    [LoggerMessage(91, LogLevel.Warning, "The state of the platform could not be kept in its file", EventName = "status_not_kept")]
    private partial void NotKept(Exception exception);
}
