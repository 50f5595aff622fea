using Platform.Fuzz.Cases;
using Platform.Fuzz.Inputs;

namespace Platform.Fuzz.Running;

/// <summary>
/// Assigns requests to numbers. Each kind has a fixed share; its cases run in an order determined by the seed, and then again with other random
/// choices. A request depends only on the seed, its number and the schema of the platform, so that it can be repeated alone.
/// </summary>
internal sealed class Schedule
{
    /// <summary>The number of requests in a turn, which contains some of each kind.</summary>
    private const int Turn = 20;

    private readonly (IReadOnlyList<FuzzCase> Cases, int[] Turns)[] _parts;
    private readonly int _seed;

    public Schedule(int seed, IReadOnlyList<IReadOnlyList<FuzzCase>> api, IReadOnlyList<FuzzCase> graphQl, IReadOnlyList<IReadOnlyList<FuzzCase>> page)
    {
        _seed = seed;
        List<FuzzCase> right = [.. api.SelectMany(cases => cases).Where(one => one.IsRight)];

        // Body framings are tried with all requests that have a body; head framings with one of each kind.
        FuzzCase[] heads = [right.First(one => !one.HasBody), page.SelectMany(cases => cases).First(one => one.IsRight && !one.HasBody)];
        List<FuzzCase> framed = [.. api.Concat(page).SelectMany(cases => cases).Where(one => one is { IsRight: true, HasBody: true }).Concat(heads).SelectMany(one => Framings.All.Select(framing => new FramedCase(one, framing)))];
        _parts =
        [
            (Order(right, 1), [0]),

            // Cases of an operation occur in proportion to their number, and operations equally often.
            (Order(api.SelectMany(cases => cases), 2), [1, 4, 7, 10, 13]),
            (RoundRobin(api, 3), [2, 5, 8, 11, 14, 17]),
            (Order(graphQl, 4), [3, 9, 15]),
            (Order(page.SelectMany(cases => cases), 5), [6, 18]),
            (RoundRobin(page, 6), [12, 19]),
            (Order(framed, 7), [16]),
        ];
    }

    /// <summary>The number of cases.</summary>
    public int Count => _parts.Sum(part => part.Cases.Count);

    public FuzzCase this[int number]
    {
        get
        {
            var (cases, turns) = _parts.First(part => part.Turns.Contains(number % Turn));
            return cases[((number / Turn * turns.Length) + Array.IndexOf(turns, number % Turn)) % cases.Count];
        }
    }

    private FuzzCase[] Order(IEnumerable<FuzzCase> cases, int part) => new Dice(_seed, -part).Shuffle(cases);

    private List<FuzzCase> RoundRobin(IReadOnlyList<IReadOnlyList<FuzzCase>> lists, int part)
    {
        var shuffled = lists.Select((cases, i) => new Dice(_seed, -(part + (10 * (i + 1)))).Shuffle(cases)).ToList();
        return [.. Enumerable.Range(0, shuffled.Max(cases => cases.Length)).SelectMany(i => shuffled.Where(cases => i < cases.Length).Select(cases => cases[i]))];
    }
}
