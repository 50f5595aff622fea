using System.Globalization;

namespace Platform.Benchmarks;

/// <summary>Options of the command line.</summary>
/// <param name="Seconds">Length of each scenario; 1 to 3,600.</param>
/// <param name="Only">Run only scenarios whose name contains this.</param>
/// <param name="Peer">Also run BullMQ on this machine.</param>
/// <param name="BigTable">Also repeat with 1,000,000 finished and 100,000 queued jobs in the table.</param>
/// <param name="Help">Only tell what can be asked for.</param>
internal sealed record BenchOptions(int Seconds, string? Only, bool Peer, bool BigTable, bool Help = false)
{
    /// <summary>The help text of the command line.</summary>
    public const string Usage =
        """
        --only NAME      only scenarios whose name contains this: layout, studio, telemetry, messages, steady, single,
                         bulk, separation
        --seconds N      length of each scenario (15)
        --small-table    not again with a million rows in the tables
        --peer           BullMQ on this machine, too (npm install)
        """;

    /// <exception cref="FormatException">An option is unknown or its value is none; the message says so.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> args)
    {
        var options = new BenchOptions(15, null, Peer: false, BigTable: true);
        for (var i = 0; i < args.Count; i++)
        {
            options = args[i] switch
            {
                "--only" => options with { Only = ValueOf(args, ref i) },
                "--seconds" => options with { Seconds = SecondsOf(ValueOf(args, ref i)) },
                "--small-table" => options with { BigTable = false },
                "--peer" => options with { Peer = true },
                "--help" or "-h" => options with { Help = true },
                var other => throw new FormatException($"{other} is not an option."),
            };
        }

        return options;
    }

    public bool Wants(string scenario) => Only is null || scenario.Contains(Only, StringComparison.OrdinalIgnoreCase);

    private static string ValueOf(IReadOnlyList<string> args, ref int i) => ++i < args.Count ? args[i] : throw new FormatException($"{args[i - 1]} needs a value.");

    private static int SecondsOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 3600
            ? seconds
            : throw new FormatException($"--seconds is a number from 1 to 3600, not {text}.");
}
