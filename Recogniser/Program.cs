using Platform.Recogniser.Talking;

return await Conversation.RunAsync(Console.OpenStandardInput(), Console.OpenStandardOutput(), CancellationToken.None);
