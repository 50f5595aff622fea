using Platform.Fuzz.Cases;
using Platform.Fuzz.Inputs;

namespace Platform.Fuzz.Running;

/// <summary>
/// Which request has which number: of each kind its share, all cases once in an order that the seed decides, then again with another chance.
/// A request depends on the seed, its number and what the platform says of itself, and on no other request: it can be sent alone.
/// </summary>
internal sealed class Schedule
{
    /// <summary>A turn: so many requests, of which each of the parts below has some.</summary>
    private const int Turn = 20;

    private readonly (IReadOnlyList<FuzzCase> Cases, int[] Turns)[] _parts;
    private readonly int _seed;

    public Schedule(int seed, IReadOnlyList<IReadOnlyList<FuzzCase>> api, IReadOnlyList<FuzzCase> graphQl, IReadOnlyList<IReadOnlyList<FuzzCase>> page)
    {
        _seed = seed;
        List<FuzzCase> right = [.. api.SelectMany(cases => cases).Where(one => one.IsRight)];

        // How a body is put on the wire is tried with all that have one; a head with one of each kind.
        FuzzCase[] heads = [right.First(one => !one.HasBody), page.SelectMany(cases => cases).First(one => one.IsRight && !one.HasBody)];
        List<FuzzCase> framed = [.. api.Concat(page).SelectMany(cases => cases).Where(one => one is { IsRight: true, HasBody: true }).Concat(heads).SelectMany(one => Framings.All.Select(framing => new FramedCase(one, framing)))];
        _parts =
        [
            (Order(right, 1), [0]),

            // As many of an operation as there is to try with it, and as many of one as of the other.
            (Order(api.SelectMany(cases => cases), 2), [1, 4, 7, 10, 13]),
            (RoundRobin(api, 3), [2, 5, 8, 11, 14, 17]),
            (Order(graphQl, 4), [3, 9, 15]),
            (Order(page.SelectMany(cases => cases), 5), [6, 18]),
            (RoundRobin(page, 6), [12, 19]),
            (Order(framed, 7), [16]),
        ];
    }

    /// <summary>How many cases there are.</summary>
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
