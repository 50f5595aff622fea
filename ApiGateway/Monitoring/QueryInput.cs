using System.Globalization;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Monitoring;

/// <summary>Validates the parameters of queries.</summary>
internal sealed class QueryInput(IQueryCollection query, MonitoringOptions limits, TimeProvider time)
{
    private readonly FieldErrors _errors = new();

    public List<KeyValuePair<string, string>> Values { get; } = [];

    public void Expression()
    {
        if (One("query") is not { } text || text.Length == 0)
        {
            _errors.Add("query", FieldError.Needed);
        }
        else if (text.Length > limits.MaxQueryLength)
        {
            _errors.Add("query", FieldError.Characters(0, limits.MaxQueryLength));
        }
        else
        {
            Values.Add(new("query", text));
        }
    }

    public void Moment()
    {
        if (Time("time") is { } at)
        {
            Add("time", at);
        }
    }

    /// <summary>Reads start, end and step, all of which are required.</summary>
    public void Range()
    {
        if (!Span(isNeeded: true, out var start, out var end))
        {
            return;
        }

        if (!double.TryParse(One("step"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var step) || !(step >= 1 && step <= 1e7))
        {
            _errors.Add("step", FieldError.NumberFrom(1, "A number of seconds from 1."));
        }
        else if ((end - start) / step > limits.MaxPoints)
        {
            var least = (long)Math.Ceiling((end - start) / limits.MaxPoints);
            _errors.Add("step", FieldError.NumberFrom(least, string.Create(CultureInfo.InvariantCulture, $"At most {limits.MaxPoints} points: a step of {least} seconds at least.")));
        }
        else
        {
            Add("step", step);
        }
    }

    /// <summary>Reads start and end, both optional.</summary>
    public void Span() => Span(isNeeded: false, out _, out _);

    public void Selectors(bool areNeeded)
    {
        var selectors = query["match"];
        if (areNeeded && selectors.Count == 0)
        {
            _errors.Add("match", FieldError.Needed);
        }

        if (selectors.Count > 10 || selectors.Any(selector => selector is null || selector.Length == 0 || selector.Length > limits.MaxQueryLength))
        {
            _errors.Add("match", FieldError.Items(0, 10, "At most 10 selectors."));
            return;
        }

        foreach (var selector in selectors)
        {
            Values.Add(new("match[]", selector!));
        }
    }

    /// <summary>Refuses the request if a parameter is invalid.</summary>
    /// <exception cref="ApiProblemException">422: names the invalid parameters.</exception>
    public void ThrowIfWrong() => _errors.ThrowIfAny();

    private bool Span(bool isNeeded, out double start, out double end)
    {
        (start, end) = (0, 0);
        var (given, until) = (Time("start"), Time("end"));
        if (given is null || until is null)
        {
            if (isNeeded)
            {
                foreach (var name in ((string[])["start", "end"]).Where(name => query[name].Count == 0))
                {
                    _errors.Add(name, FieldError.Needed);
                }
            }

            return false;
        }

        (start, end) = (given.Value, until.Value);
        if (end < start)
        {
            _errors.Add("end", FieldError.Other("This is before start."));
            return false;
        }

        if (end - start > limits.MaxRangeDays * 86_400d)
        {
            _errors.Add("start", FieldError.Other(string.Create(CultureInfo.InvariantCulture, $"At most {limits.MaxRangeDays} days before end.")));
            return false;
        }

        Add("start", start);
        Add("end", end);
        return true;
    }

    private double? Time(string name)
    {
        if (query[name].Count == 0)
        {
            return null;
        }

        // As in Prometheus: seconds since 1970, or a time with a zone. At most a day in the future.
        double seconds;
        if (One(name) is { } text && text.All(c => char.IsAsciiDigit(c) || c == '.') && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            seconds = number;
        }
        else if (QueryMoments.Read(query, name, _errors) is { } moment)
        {
            seconds = moment.ToUnixTimeMilliseconds() / 1000d;
        }
        else
        {
            return null;
        }

        if (seconds > time.GetUtcNow().AddDays(1).ToUnixTimeSeconds())
        {
            _errors.Add(name, FieldError.Of(FieldRules.Time, "A moment as seconds since 1970 or with date, time and zone; not in the future."));
            return null;
        }

        return seconds;
    }

    private string? One(string name) => query[name] is [{ } only] ? only : null;

    private void Add(string name, double number) => Values.Add(new(name, number.ToString("0.###", CultureInfo.InvariantCulture)));
}
