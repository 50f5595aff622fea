using System.Globalization;

namespace Platform.Load;

/// <summary>Options of the command line.</summary>
/// <param name="Api">The address of the gateway.</param>
/// <param name="Rate">Requests per second.</param>
/// <param name="Seconds">The duration; 0 to run until stopped.</param>
/// <param name="Only">Sends only requests whose name contains this text.</param>
/// <param name="Faults">Whether to send also the requests that meet the faults with which the platform was started.</param>
internal sealed record LoadOptions(Uri Api, double Rate, int Seconds, string? Only, bool Faults = false)
{
    public const string Usage = "usage: load [--api http://localhost:8000] [--rate 20] [--seconds 60, 0 until Ctrl+C] [--only part-of-a-name] [--faults]";

    /// <summary>Parses the options; null if they are invalid.</summary>
    public static LoadOptions? Parse(string[] args)
    {
        var options = new LoadOptions(new Uri("http://localhost:8000"), 20, 60, null);
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            switch (args[i])
            {
                case "--faults":
                    options = options with { Faults = true };
                    i--;
                    break;
                case "--api" when Uri.TryCreate(value, UriKind.Absolute, out var api):
                    options = options with { Api = api };
                    break;
                case "--rate" when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) && rate is > 0 and <= 10_000:
                    options = options with { Rate = rate };
                    break;
                case "--seconds" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds):
                    options = options with { Seconds = seconds };
                    break;
                case "--only" when value.Length > 0:
                    options = options with { Only = value };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
