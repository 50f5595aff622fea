using System.Globalization;

namespace Platform.Benchmarks;

/// <summary>Options of the command line, each as <c>--name value</c>.</summary>
/// <param name="Seconds">Length of each scenario.</param>
/// <param name="Only">Run only scenarios whose name contains this.</param>
/// <param name="Peer">Also run BullMQ on this machine.</param>
/// <param name="BigTable">Also repeat with 1,000,000 finished and 100,000 queued jobs in the table.</param>
internal sealed record BenchOptions(int Seconds, string? Only, bool Peer, bool BigTable)
{
    public static BenchOptions Parse(string[] args)
    {
        var seconds = Array.IndexOf(args, "--seconds");
        var only = Array.IndexOf(args, "--only");
        return new BenchOptions(
            seconds >= 0 ? int.Parse(args[seconds + 1], CultureInfo.InvariantCulture) : 15,
            only >= 0 ? args[only + 1] : null,
            args.Contains("--peer"),
            !args.Contains("--small-table"));
    }

    public bool Wants(string scenario) => Only is null || scenario.Contains(Only, StringComparison.OrdinalIgnoreCase);
}
