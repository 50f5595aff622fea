using System.Collections.ObjectModel;

namespace Platform.Worker.Processes;

/// <summary>A program to run on someone's media, within limits.</summary>
/// <param name="Program">Name on the path, or full path.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Timeout">It is killed after so long.</param>
internal sealed record ChildCommand(string Program, IReadOnlyList<string> Arguments, TimeSpan Timeout)
{
    /// <summary>Added to the nice value; 0 to 19.</summary>
    public int Nice { get; init; } = 10;

    /// <summary>Most address space in MiB; null for no limit.</summary>
    /// <remarks>
    /// A program on .NET reserves 256 GiB of it when it starts and does not come up, unless its heap is limited (<c>DOTNET_GCHeapHardLimit</c>):
    /// then it reserves twice as much as that.
    /// </remarks>
    public int? MemoryMegabytes { get; init; } = 4096;

    /// <summary>Path of a pipe that is made for the program's input, in a folder that is nobody else's; null for an empty input.</summary>
    public string? InputPipe { get; init; }

    /// <summary>Where it runs; null for nowhere in particular.</summary>
    public string? WorkingFolder { get; init; }

    /// <summary>Files and folders that it reads and writes, beside <see cref="WorkingFolder"/>; in folders that are hidden from it only these are there.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>What it sees of the network.</summary>
    public ChildNetwork Network { get; init; } = ChildNetwork.None;

    /// <summary>With <see cref="ChildNetwork.Proxy"/>: the Unix socket on which the proxy listens.</summary>
    public string? ProxySocket { get; init; }

    /// <summary>Variables of its environment, beside the few that it inherits.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}

/// <summary>How a child process ended.</summary>
/// <param name="ExitCode">0 for success; 126 and 127 when it could not be started.</param>
/// <param name="Errors">The end of what it wrote on its error output.</param>
internal sealed record ChildResult(int ExitCode, string Errors)
{
    /// <summary>Whether the program is not installed (POSIX shell, exit status of a command not found).</summary>
    public bool IsMissing => ExitCode is 126 or 127;
}

/// <summary>A child process ran past its time and was killed.</summary>
internal sealed class ChildTimeoutException(string program, Exception? cause = null) : Exception($"{program} took too long.", cause);
