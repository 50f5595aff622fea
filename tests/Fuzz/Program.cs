using Platform.Fuzz.Running;
using Platform.Fuzz.World;

var options = new FuzzOptions();
var (api, page) = (new Uri("http://localhost:8000"), new Uri("http://localhost:8080"));
(string, string)? @operator = null;
for (var i = 0; i + 1 < args.Length && options is not null; i += 2)
{
    switch (args[i])
    {
        case "--api" when Uri.TryCreate(args[i + 1], UriKind.Absolute, out var address):
            api = address;
            break;
        case "--page" when Uri.TryCreate(args[i + 1], UriKind.Absolute, out var address):
            page = address;
            break;
        case "--operator" when args[i + 1].Split(':', 2) is [var email, var password]:
            @operator = (email, password);
            break;
        default:
            options = args[i].StartsWith("--", StringComparison.Ordinal) ? options.With(args[i][2..], args[i + 1]) : null;
            break;
    }
}

if (options is null || args.Length % 2 == 1)
{
    await Console.Error.WriteLineAsync(FuzzOptions.Usage);
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
var target = new FuzzTarget(api, page, @operator, [("api-gateway", api), ("frontend", page)]);
using var run = new FuzzRun(options, target, Console.Out, Path.Combine(Environment.CurrentDirectory, ".local", "fuzz"));
try
{
    var result = await run.RunAsync(stop.Token);
    await Console.Out.WriteAsync(result.ToString());
    return result.IsGood ? 0 : 1;
}
catch (OperationCanceledException)
{
    return 130;
}
catch (NotPossibleException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 3;
}
