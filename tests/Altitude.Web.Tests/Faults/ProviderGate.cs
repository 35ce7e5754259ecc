using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Altitude.Web.Tests.Faults;

/// <summary>Stands between the application and its payment provider, and holds one call where a test wants it: before the provider hears it, or before its answer is heard.</summary>
internal sealed class ProviderGate : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();
    private Hold? _hold;

    private ProviderGate(WebApplication app) => _app = app;

    /// <summary>Where the application finds "Stripe".</summary>
    public string Url { get; private set; } = "";

    /// <param name="provider">The sandbox's API, without a slash at its end.</param>
    public static async Task<ProviderGate> OpenAsync(string provider)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var gate = new ProviderGate(app);
        app.Run(context => gate.PassAsync(context, provider));
        await app.StartAsync();
        gate.Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(); // Kestrel has started.
        return gate;
    }

    /// <summary>The next such call is held.</summary>
    /// <param name="path">How its path begins.</param>
    /// <param name="isHeard">The provider hears it, and its answer waits; else it waits itself, and is never heard.</param>
    /// <returns>Ends when the call is here.</returns>
    public Task HoldAsync(HttpMethod method, string path, bool isHeard)
    {
        var hold = new Hold(method.Method, path, isHeard);
        _hold = hold;
        return hold.Reached.Task;
    }

    /// <summary>Lets go whatever is held; its caller may be gone.</summary>
    public void LetGo() => Interlocked.Exchange(ref _hold, null)?.Open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        LetGo();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task PassAsync(HttpContext context, string provider)
    {
        var hold = _hold is { } armed && armed.Method == context.Request.Method && context.Request.Path.StartsWithSegments(armed.Path) ? armed : null;
        if (hold is { IsHeard: false })
        {
            hold.Reached.TrySetResult();
            await hold.Open.Task;
            context.Abort();
            return;
        }

        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method),
            provider + context.Request.Path + context.Request.QueryString
        );
        if (context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        {
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            body.Position = 0;
            request.Content = new StreamContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        foreach (var (name, value) in context.Request.Headers)
        {
            if (!name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) && !name.Equals("Host", StringComparison.OrdinalIgnoreCase))
            {
                request.Headers.TryAddWithoutValidation(name, value.ToArray());
            }
        }

        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsByteArrayAsync();
        if (hold is not null)
        {
            hold.Reached.TrySetResult();
            await hold.Open.Task;
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, value) in answer.Headers.Where(h => h.Key.StartsWith("Request", StringComparison.OrdinalIgnoreCase)))
        {
            context.Response.Headers[name] = value.ToArray();
        }

        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await context.Response.Body.WriteAsync(text);
    }

    private sealed record Hold(string Method, string Path, bool IsHeard)
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
