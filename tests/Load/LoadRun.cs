using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Platform.Load;

/// <summary>Sends the traffic at a constant rate, prints the progress every second, and finally a summary of the answers.</summary>
internal static class LoadRun
{
    private const int MaxConcurrent = 1000;
    private const int MaxAttempts = 6;
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    /// <summary>Returns 0 if every answer was as expected, 1 if not, and 3 if the gateway could not be reached at all.</summary>
    public static async Task<int> RunAsync(LoadOptions options, TextWriter output, TimeProvider time, CancellationToken cancellationToken)
    {
        var traffic = Traffic.Read().Where(kind => options.Only is null || kind.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (traffic.Length == 0)
        {
            await output.WriteLineAsync($"No request's name contains '{options.Only}'.");
            return 2;
        }

        using var http = new HttpClient { BaseAddress = options.Api, Timeout = s_timeout };
        LoadUser? made = null;
        for (var tries = 1; made is null; tries++)
        {
            try
            {
                made = await LoadUser.CreateAsync(http, cancellationToken);
            }
            catch (HttpRequestException exception) when (tries < MaxAttempts && exception.StatusCode is System.Net.HttpStatusCode.ServiceUnavailable)
            {
                // The request may have met a fault that is injected into the platform.
            }
            catch (HttpRequestException exception)
            {
                await output.WriteLineAsync($"{options.Api} does not let an account be made: {exception.Message}");
                return 3;
            }
        }

        var user = made;
        var faults = options.Faults ? user.Faults : [];
        if (options.Faults && faults.Count == 0)
        {
            await output.WriteLineAsync("No fault is switched on in the platform. Start it with: make run ARGS=\"--faults all\"");
            return 3;
        }

        traffic = [.. traffic.Where(kind => kind.Fault is null || faults.Contains(kind.Fault, StringComparer.Ordinal))];
        var sender = new Sender(http, user, time);
        await sender.SendAsync(Traffic.Read()[0], new AnswerTally(), cancellationToken);
        var tallies = traffic.ToDictionary(kind => kind, _ => new AnswerTally());
        var all = new AnswerTally();
        var watch = new FaultWatch(http, user.Key, faults);
        await PaceAsync(options, tallies, all, sender, watch, output, time, cancellationToken);
        await ReportAsync(tallies, all, output);
        if (faults.Count > 0)
        {
            await watch.UpdateAsync(all, cancellationToken);
            await output.WriteLineAsync(watch.Seen.Trim());
        }

        return tallies.Values.Any(tally => tally.Wrong > 0) ? 1 : 0;
    }

    private static async Task PaceAsync(
        LoadOptions options, Dictionary<Traffic, AnswerTally> tallies, AnswerTally all, Sender sender, FaultWatch watch, TextWriter output, TimeProvider time, CancellationToken cancellationToken)
    {
        var order = Order([.. tallies.Keys]);
        var open = new List<Task>();
        var updating = Task.CompletedTask;
        var begun = time.GetTimestamp();
        long sent = 0;
        long skipped = 0;
        var reported = 0;
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(10), time);
        try
        {
            while (await tick.WaitForNextTickAsync(cancellationToken))
            {
                var elapsed = time.GetElapsedTime(begun).TotalSeconds;
                if (options.Seconds > 0 && elapsed >= options.Seconds)
                {
                    break;
                }

                open.RemoveAll(request => request.IsCompleted);
                for (var due = (long)(elapsed * options.Rate); sent < due; sent++)
                {
                    // Limits the memory of this program when the platform answers more slowly than requests are sent.
                    if (open.Count >= MaxConcurrent)
                    {
                        skipped++;
                        continue;
                    }

                    var kind = order[sent % order.Length];
                    open.Add(sender.SendAsync(kind, tallies[kind], cancellationToken, all));
                }

                if ((int)elapsed > reported)
                {
                    reported = (int)elapsed;
                    await output.WriteLineAsync(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{reported,5} s  {all.Count / elapsed,7:0.0}/s  p50 {all.Percentile(.5),6:0} ms  p95 {all.Percentile(.95),6:0} ms  open {open.Count,4}  not sent {skipped}  wrong {tallies.Values.Sum(tally => tally.Wrong)}  {all.Statuses}{watch.Seen}"));
                    updating = updating.IsCompleted ? watch.UpdateAsync(all, cancellationToken) : updating;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped; the summary covers what was sent.
        }

        await Task.WhenAll([.. open, updating]);
    }

    /// <summary>Orders the requests so that each kind occurs in proportion to its weight, evenly mixed.</summary>
    private static Traffic[] Order(IReadOnlyList<Traffic> kinds) =>
        [.. kinds.SelectMany(kind => Enumerable.Range(0, kind.Weight).Select(turn => (kind, At: (turn + .5) / kind.Weight))).OrderBy(entry => entry.At).Select(entry => entry.kind)];

    private static async Task ReportAsync(Dictionary<Traffic, AnswerTally> tallies, AnswerTally all, TextWriter output)
    {
        var text = new StringBuilder().AppendLine();
        foreach (var (name, tally) in tallies.Select(entry => (entry.Key.Name, entry.Value)).Append(("all", all)))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{name,-36} {tally.Count,7}  p50 {tally.Percentile(.5),6:0} ms  p95 {tally.Percentile(.95),6:0} ms  p99 {tally.Percentile(.99),6:0} ms  wrong {tally.Wrong,4}  {tally.Statuses}");
        }

        await output.WriteAsync(text.ToString());
    }

    private sealed class Sender(HttpClient http, LoadUser user, TimeProvider time)
    {
        private readonly ConcurrentQueue<(string Id, string Receipt)> _messages = new();
        private volatile string _job = "";

        public async Task SendAsync(Traffic kind, AnswerTally tally, CancellationToken cancellationToken, AnswerTally? all = null)
        {
            var uuid = Guid.CreateVersion7().ToString();
            (string Id, string Receipt) message = default;
            if (kind.Path.Contains("{message}", StringComparison.Ordinal) && !_messages.TryDequeue(out message))
            {
                return;
            }

            using var request = new HttpRequestMessage(HttpMethod.Parse(kind.Method), Fill(kind.Path, uuid, message));
            if (kind.BodyText(uuid) is { } body)
            {
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            }

            if (kind.Auth != "none")
            {
                request.Headers.Add("X-Api-Key", kind.Auth switch { "key" => user.Key, "wrong" => "not-a-key", _ => "not-a-key-" + uuid });
            }

            var begun = time.GetTimestamp();
            var status = 0;
            try
            {
                using var response = await http.SendAsync(request, cancellationToken);
                status = (int)response.StatusCode;
                Keep(kind, status, await response.Content.ReadAsStringAsync(cancellationToken));
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    return;
                }
            }

            var milliseconds = time.GetElapsedTime(begun).TotalMilliseconds;
            tally.Add(status, milliseconds, kind.Expect.Contains(status));
            all?.Add(status, milliseconds, right: true);
        }

        private string Fill(string path, string uuid, (string Id, string Receipt) message) => path
            .Replace("{uuid}", uuid, StringComparison.Ordinal)
            .Replace("{job}", _job, StringComparison.Ordinal)
            .Replace("{queue}", user.Queue, StringComparison.Ordinal)
            .Replace("{idle}", user.Idle, StringComparison.Ordinal)
            .Replace("{message}", message.Id, StringComparison.Ordinal)
            .Replace("{receipt}", message.Receipt, StringComparison.Ordinal);

        // Later requests use these ids: an accepted job, delivered messages.
        private void Keep(Traffic kind, int status, string text)
        {
            if (status == 202 && kind.Repeat is null)
            {
                using var accepted = JsonDocument.Parse(text);
                _job = accepted.RootElement.GetProperty("id").GetString()!;
            }
            else if (status == 200 && kind.Path.Contains("/consume", StringComparison.Ordinal))
            {
                using var consumed = JsonDocument.Parse(text);
                foreach (var delivered in consumed.RootElement.GetProperty("messages").EnumerateArray())
                {
                    _messages.Enqueue((delivered.GetProperty("id").ToString(), delivered.GetProperty("receipt").GetString()!));
                }
            }
        }
    }
}
