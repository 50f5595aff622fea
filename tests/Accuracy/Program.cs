using Platform.Accuracy;

AccuracyOptions options;
try
{
    options = AccuracyOptions.Parse(args);
}
catch (FormatException exception)
{
    await Console.Error.WriteLineAsync($"{exception.Message}\n{AccuracyOptions.Usage}");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
return await new AccuracyRun(options).RunAsync(stop.Token);
