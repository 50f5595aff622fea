using System.Collections.ObjectModel;

namespace Platform.Worker.Processes;

/// <summary>Describes a program to run on untrusted media, and its limits.</summary>
/// <param name="Program">A name on the path, or a full path.</param>
/// <param name="Arguments">The arguments of the program.</param>
/// <param name="Timeout">The time after which the program is killed.</param>
internal sealed record ChildCommand(string Program, IReadOnlyList<string> Arguments, TimeSpan Timeout)
{
    /// <summary>Gets the increment of the nice value; 0 to 19.</summary>
    public int Nice { get; init; } = 10;

    /// <summary>Gets the limit of the address space in MiB; null for none.</summary>
    /// <remarks>
    /// A .NET program reserves 256 GiB of it at its start and does not run unless its heap is limited (<c>DOTNET_GCHeapHardLimit</c>): then it
    /// reserves twice that limit.
    /// </remarks>
    public int? MemoryMegabytes { get; init; } = 4096;

    /// <summary>
    /// Gets the path of the pipe to create for the program's input, in a folder that only this user can access; null for an empty input.
    /// </summary>
    public string? InputPipe { get; init; }

    /// <summary>Gets the working folder; null for none in particular.</summary>
    public string? WorkingFolder { get; init; }

    /// <summary>
    /// Gets the files and folders that the program reads and writes in addition to <see cref="WorkingFolder"/>; of hidden folders it sees only these.
    /// </summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Gets the network access of the program.</summary>
    public ChildNetwork Network { get; init; } = ChildNetwork.None;

    /// <summary>Gets the Unix socket of the proxy, with <see cref="ChildNetwork.Proxy"/>.</summary>
    public string? ProxySocket { get; init; }

    /// <summary>Gets the environment variables, in addition to the few that are inherited.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}

/// <summary>Describes how a child process ended.</summary>
/// <param name="ExitCode">0 for success; 126 if the program may not be executed, 127 if it was not found (POSIX shell, exit statuses).</param>
/// <param name="Errors">The end of its error output.</param>
internal sealed record ChildResult(int ExitCode, string Errors)
{
    /// <summary>Gets whether the program could not be started, usually because it is not installed.</summary>
    public bool IsMissing => ExitCode is 126 or 127;
}

/// <summary>Thrown when a child process timed out and was killed.</summary>
internal sealed class ChildTimeoutException(string program, Exception? cause = null) : Exception($"{program} took too long.", cause);
