using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Operations.Rotas;

/// <summary>The gRPC service that shows and changes who is on call.</summary>
internal sealed class RotaApi(RotaStore store, TimeProvider time) : RotaService.RotaServiceBase
{
    private const int MaxPeople = 100;
    private const int MaxSwaps = 200;
    private const int MaxName = 320;
    private const int MaxZone = 100;
    private const int LastMinute = (24 * 60) - 1;
    private const string Day = "yyyy-MM-dd";

    public override async Task<RotaRecord> Get(Empty request, ServerCallContext context)
    {
        var (plan, revision) = await store.GetAsync(context.CancellationToken);
        var now = time.GetUtcNow();
        var record = new RotaRecord
        {
            Settings = new RotaSettings
            {
                TimeZone = plan.TimeZone,
                HandoverDay = (int)plan.HandoverDay,
                HandoverMinute = plan.HandoverMinute,
                FirstDay = plan.FirstDay.ToString(Day, CultureInfo.InvariantCulture),
                People = { plan.People },
                Swaps =
                {
                    plan.Swaps.Select(swap => new RotaSwapRecord
                    {
                        From = Timestamp.FromDateTimeOffset(swap.From), To = Timestamp.FromDateTimeOffset(swap.To), Person = swap.Person,
                    }),
                },
            },
            Revision = revision,
            HandoverAt = Timestamp.FromDateTimeOffset(plan.HandoverAfter(now)),
        };
        if (plan.PersonAt(now) is { } person)
        {
            record.OnCall = person;
        }

        return record;
    }

    public override async Task<RotaRecord> Save(SaveRotaRequest request, ServerCallContext context)
    {
        var settings = request.Settings;
        Demand.That(settings is not null, "settings", "Settings are needed.");
        Demand.That(
            settings.TimeZone.Length is > 0 and <= MaxZone && TimeZoneInfo.TryFindSystemTimeZoneById(settings.TimeZone, out _), "settings.time_zone", "A time zone, such as America/Sao_Paulo.");
        Demand.Range(settings.HandoverDay, 0, 6, "settings.handover_day");
        Demand.Range(settings.HandoverMinute, 0, LastMinute, "settings.handover_minute");
        Demand.That(
            DateOnly.TryParseExact(settings.FirstDay, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var first) && first.Year is >= 1970 and <= 9998,
            "settings.first_day", "A day, such as 2026-12-01.");
        Demand.That(settings.People.Count <= MaxPeople && settings.People.All(IsName), "settings.people", "At most 100, each of 1 to 320 characters.");
        Demand.That(settings.Swaps.Count <= MaxSwaps, "settings.swaps", "At most 200.");
        foreach (var swap in settings.Swaps)
        {
            Demand.That(swap.From is not null && swap.To is not null && IsName(swap.Person), "settings.swaps", "Each needs a begin, an end and a person.");
            Demand.Moment(swap.From.ToDateTimeOffset(), "settings.swaps");
            Demand.Moment(swap.To.ToDateTimeOffset(), "settings.swaps");
        }

        var plan = new RotaPlan(
            settings.TimeZone, (DayOfWeek)settings.HandoverDay, settings.HandoverMinute, first, [.. settings.People],
            [.. settings.Swaps.Select(swap => new RotaSwap(swap.From.ToDateTimeOffset(), swap.To.ToDateTimeOffset(), swap.Person))]);
        await store.ReplaceAsync(plan, request.Revision, context.CancellationToken);
        return await Get(new Empty(), context);
    }

    private static bool IsName(string text) => text.Length is > 0 and <= MaxName;
}
