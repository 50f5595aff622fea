using System.Globalization;

namespace Platform.Load;

/// <summary>Counts the answers to the requests of a kind.</summary>
internal sealed class AnswerTally
{
    private readonly Lock _gate = new();
    private readonly List<double> _milliseconds = [];
    private readonly SortedDictionary<int, int> _statuses = [];

    /// <summary>The number of unexpected answers.</summary>
    public int Wrong { get; private set; }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _milliseconds.Count;
            }
        }
    }

    /// <summary>Returns how many answers took longer than the given number of milliseconds.</summary>
    public int Over(double milliseconds)
    {
        lock (_gate)
        {
            return _milliseconds.Count(one => one > milliseconds);
        }
    }

    /// <summary>The statuses with their counts; 0 stands for no answer.</summary>
    public string Statuses
    {
        get
        {
            lock (_gate)
            {
                return string.Join(' ', _statuses.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key}×{s.Value}")));
            }
        }
    }

    public void Add(int status, double milliseconds, bool right)
    {
        lock (_gate)
        {
            _milliseconds.Add(milliseconds);
            _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
            Wrong += right ? 0 : 1;
        }
    }

    /// <summary>Returns a percentile of the response times, in milliseconds; 0 without answers.</summary>
    public double Percentile(double share)
    {
        lock (_gate)
        {
            if (_milliseconds.Count == 0)
            {
                return 0;
            }

            var sorted = _milliseconds.Order().ToArray();
            return sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(share * sorted.Length) - 1)];
        }
    }
}
