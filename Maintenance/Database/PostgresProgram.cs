using System.Diagnostics;
using Platform.Maintenance.Failures;

namespace Platform.Maintenance.Database;

/// <summary>Represents a running program of PostgreSQL, which is ended when this is disposed.</summary>
internal sealed class PostgresProgram : IDisposable
{
    private const int LongestComplaint = 2000;

    private readonly string _name;
    private readonly Process _process;
    private readonly Task<string> _complaints;

    /// <summary>Takes over a process that was just started.</summary>
    public PostgresProgram(string name, Process process)
    {
        _name = name;
        _process = process;
        _complaints = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Gets what it writes.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Gives it all of a stream to read.</summary>
    public async Task ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        try
        {
            await content.CopyToAsync(_process.StandardInput.BaseStream, cancellationToken);
            _process.StandardInput.Close();
        }
        catch (IOException) when (!cancellationToken.IsCancellationRequested)
        {
            // It has ended before it read everything, and says why.
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="MaintenanceException">It failed; the message has its own.</exception>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        if (_process.ExitCode != 0)
        {
            var said = (await _complaints).Trim();
            throw new MaintenanceException($"{_name} failed: {(said.Length > LongestComplaint ? said[..LongestComplaint] : said)}");
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }

        _process.Dispose();
    }
}
