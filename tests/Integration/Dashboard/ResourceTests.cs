using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Dashboard;
using Aspire.Dashboard.Resources;
using Shouldly;
using Xunit;

namespace Platform.Integration.Dashboard;

public sealed class ResourceTests : IAsyncLifetime
{
    private RunningDashboard _dashboard = null!;

    public async Task InitializeAsync() => _dashboard = await RunningDashboard.StartAsync(new DashboardOptions { CommandTimeout = TimeSpan.FromSeconds(2) });

    public async Task DisposeAsync() => await _dashboard.DisposeAsync();

    [Fact]
    public async Task A_secret_is_left_out_until_somebody_asks_for_it()
    {
        _dashboard.Catalog.Publish(_dashboard.Publish("worker") with { Environment = [new("ConnectionStrings__redis", "localhost:1,password=hush"), new("COLOUR", "blue")] });

        (await _dashboard.Client.GetStringAsync("/api/resources")).ShouldNotContain("hush");
        var variables = (await _dashboard.GetAsync("/api/resources/worker")).GetProperty("environment");
        variables[0].GetProperty("value").GetString().ShouldBe("blue");
        variables[1].GetProperty("isSecret").GetBoolean().ShouldBeTrue();
        (await _dashboard.GetAsync("/api/resources/worker/environment/ConnectionStrings__redis")).GetProperty("value").GetString().ShouldBe("localhost:1,password=hush");
        (await _dashboard.Client.GetAsync("/api/resources/worker/environment/NOTHING")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Buttons_stop_and_start_and_every_open_page_sees_it()
    {
        _dashboard.Publish("worker");
        await using var page = await EventReader.OpenAsync(_dashboard.Client, "/api/events");
        await page.NextAsync("resource", item => item.GetProperty("state").GetString() is "Running");

        using var stopped = await _dashboard.Client.PostAsync("/api/resources/worker/stop", null);
        stopped.StatusCode.ShouldBe(HttpStatusCode.OK);
        await page.NextAsync("resource", item => item.GetProperty("state").GetString() is "Exited" && item.GetProperty("canStart").GetBoolean());

        using var started = await _dashboard.Client.PostAsync("/api/resources/worker/start", null);
        started.StatusCode.ShouldBe(HttpStatusCode.OK);
        await page.NextAsync("resource", item => item.GetProperty("state").GetString() is "Running" && item.GetProperty("canStop").GetBoolean());
    }

    [Fact]
    public async Task A_command_that_cannot_be_or_does_not_work_says_why()
    {
        _dashboard.Publish("worker", "Exited", ResourceActions.Start);
        await ShouldFailAsync("/api/resources/worker/stop", HttpStatusCode.Conflict, "'worker' is Exited and cannot be asked to stop.");
        await ShouldFailAsync("/api/resources/nobody/stop", HttpStatusCode.NotFound, "There is no resource 'nobody'.");

        _dashboard.OnCommand = (_, _, _) => Task.FromResult(ResourceCommandResult.Failed("The program is gone."));
        await ShouldFailAsync("/api/resources/worker/start", HttpStatusCode.Conflict, "The program is gone.");

        _dashboard.OnCommand = async (_, _, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return ResourceCommandResult.Done;
        };
        await ShouldFailAsync("/api/resources/worker/start", HttpStatusCode.GatewayTimeout, "It took longer than 2 s.");

        _dashboard.OnCommand = (_, _, _) => throw new InvalidOperationException("a defect");
        using var defect = await _dashboard.Client.PostAsync("/api/resources/worker/start", null);
        defect.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await defect.Content.ReadAsStringAsync()).ShouldNotContain("a defect");
    }

    [Fact]
    public async Task Console_lines_come_live_after_the_backlog_and_again_from_where_a_reader_was()
    {
        _dashboard.Publish("worker");
        _dashboard.Logs.Append("worker", "\u001b[32mone\u001b[0m");
        _dashboard.Logs.Append("worker", "two", isError: true);
        await using (var page = await EventReader.OpenAsync(_dashboard.Client, "/api/events?console=worker"))
        {
            var backlog = await page.NextAsync("console", _ => true);
            backlog.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("text").GetString()).ShouldBe(["\u001b[32mone\u001b[0m", "two"]);
            backlog.GetProperty("lines")[1].GetProperty("isError").GetBoolean().ShouldBeTrue();
            _dashboard.Logs.Append("worker", "three");
            (await page.NextAsync("console", _ => true)).GetProperty("lines")[0].GetProperty("number").GetInt64().ShouldBe(3);
        }

        await using var again = await EventReader.OpenAsync(_dashboard.Client, "/api/events?console=worker&after=2");
        (await again.NextAsync("console", _ => true)).GetProperty("lines")[0].GetProperty("text").GetString().ShouldBe("three");

        using var download = await _dashboard.Client.GetAsync("/api/resources/worker/console/download");
        download.Content.Headers.ContentDisposition!.FileName.ShouldStartWith("worker-");
        var lines = (await download.Content.ReadAsStringAsync()).Split('\n');
        lines[0].ShouldEndWith("Z one");
        lines.Length.ShouldBe(4);
    }

    [Fact]
    public async Task All_consoles_come_in_one_stream_even_of_a_resource_that_comes_later()
    {
        _dashboard.Publish("worker");
        _dashboard.Logs.Append("worker", "one");
        await using var page = await EventReader.OpenAsync(_dashboard.Client, "/api/events?console=*");
        await page.NextAsync("console", batch => batch.GetProperty("resourceId").GetString() is "worker");
        _dashboard.Publish("late");
        _dashboard.Logs.Append("late", "two");

        await page.NextAsync("console", batch => batch.GetProperty("resourceId").GetString() is "late");
    }

    [Fact]
    public async Task Stopping_ends_open_streams_at_once()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        dashboard.Publish("worker");
        await using var page = await EventReader.OpenAsync(dashboard.Client, "/api/events?console=*");
        await page.NextAsync("resource", _ => true);

        await dashboard.Host.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));
        await page.EndAsync();
    }

    private async Task ShouldFailAsync(string path, HttpStatusCode status, string detail)
    {
        using var response = await _dashboard.Client.PostAsync(path, null);
        response.StatusCode.ShouldBe(status);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString().ShouldBe(detail);
    }
}
