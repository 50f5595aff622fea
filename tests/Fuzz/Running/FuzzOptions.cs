using System.Globalization;

namespace Platform.Fuzz.Running;

/// <summary>Sets which requests are sent, and for how long.</summary>
/// <param name="Seed">The seed; the same seed produces the same requests.</param>
/// <param name="Requests">The number of requests; 0 for no limit, if the minutes are limited.</param>
/// <param name="Minutes">The maximum duration in minutes; 0 for no limit.</param>
/// <param name="Only">The number of the only request to send; null for all.</param>
/// <param name="Lanes">The number of concurrent requests.</param>
internal sealed record FuzzOptions(int Seed = 1, int Requests = 3_000, double Minutes = 0, int? Only = null, int Lanes = 4)
{
    public const string Usage =
        "usage: fuzz [--api http://localhost:8000] [--page http://localhost:8080] [--operator e-mail:password] [--seed 1] [--requests 3000] [--minutes 0] [--only number] [--lanes 4]";

    /// <summary>Reads the options from the environment: FUZZ_SEED, FUZZ_REQUESTS, FUZZ_MINUTES, FUZZ_ONLY.</summary>
    public static FuzzOptions FromEnvironment()
    {
        var options = new FuzzOptions();
        foreach (var name in (string[])["seed", "requests", "minutes", "only"])
        {
            if (Environment.GetEnvironmentVariable("FUZZ_" + name.ToUpperInvariant()) is { Length: > 0 } value)
            {
                options = options.With(name, value) ?? throw new FormatException($"FUZZ_{name.ToUpperInvariant()}={value} is no number.");
            }
        }

        return options;
    }

    /// <summary>Returns the options with one changed; null if the name is unknown or the value is not a number.</summary>
    public FuzzOptions? With(string name, string value) => name switch
    {
        "minutes" when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var minutes) && minutes >= 0 => this with { Minutes = minutes, Requests = 0 },
        _ when !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) => null,
        "seed" => this with { Seed = int.Parse(value, CultureInfo.InvariantCulture) },
        "requests" => this with { Requests = int.Parse(value, CultureInfo.InvariantCulture) },
        "only" => this with { Only = int.Parse(value, CultureInfo.InvariantCulture) },
        "lanes" when value is not "0" => this with { Lanes = int.Parse(value, CultureInfo.InvariantCulture) },
        _ => null,
    };
}
