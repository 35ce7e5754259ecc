using System.Net.Http.Json;
using Altitude.Testing;
using Altitude.Web.Email;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>
/// A story told through browsers: a database of its own with the demo's people in it, the whole application, and as many people as the story needs. At its
/// end no browser may have complained about anything.
/// </summary>
public abstract class Journey(MigratedCluster server, Chromium chromium) : IAsyncLifetime
{
    protected const string Password = "Altitude-demo-1";
    protected const string Maria = "maria.delgado@example.com";
    protected const string Luis = "luis.delgado@example.com";
    protected const string Approve = "Approve estimate";
    protected const string NameBox = "Type your full name to approve";

    private readonly List<Person> _people = [];
    private HttpClient? _http;

    /// <summary>Database, clock and application.</summary>
    protected AppFixture Site { get; } = new(server);

    /// <summary>Where the browsers go; a journey with a server of its own says where that is.</summary>
    protected virtual Uri Address => Site.Url;

    public virtual async ValueTask InitializeAsync()
    {
        await Site.InitializeAsync();
        await TellAsync();
    }

    public async ValueTask DisposeAsync()
    {
        var complaints = _people.SelectMany(p => p.Complaints).ToArray();
        foreach (var person in _people)
        {
            await person.DisposeAsync();
        }

        _http?.Dispose();
        await LeaveAsync();
        await Site.DisposeAsync();
        GC.SuppressFinalize(this);
        Assert.True(complaints.Length == 0, string.Join(Environment.NewLine, complaints));
    }

    protected virtual ValueTask LeaveAsync() => ValueTask.CompletedTask;

    /// <summary>Puts the demo's story into the database.</summary>
    protected async Task TellAsync()
    {
        _http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(2) };
        using var told = await _http.PostAsync("/demo/reset", null);
        told.EnsureSuccessStatusCode();
    }

    /// <summary>At a desk, 1280 wide, light.</summary>
    protected Task<Person> AtDeskAsync(Action<BrowserNewContextOptions>? differently = null) => ArriveAsync(1280, 900, differently);

    /// <summary>On a telephone, 390 wide, light.</summary>
    protected Task<Person> OnPhoneAsync(Action<BrowserNewContextOptions>? differently = null) => ArriveAsync(390, 844, differently);

    private async Task<Person> ArriveAsync(int width, int height, Action<BrowserNewContextOptions>? differently)
    {
        var options = new BrowserNewContextOptions
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            Locale = "en-US",
        };
        differently?.Invoke(options);
        var person = await Person.ArriveAsync(chromium.Browser, Address, options);
        _people.Add(person);
        return person;
    }

    /// <summary>The newest mail to somebody that holds a setup link; waits for the post.</summary>
    protected async Task<CapturedEmail> MailAsync(string to, string workspace = "summit-air", Func<CapturedEmail, bool>? which = null)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            var box = await _http!.GetFromJsonAsync<CapturedEmail[]>("/demo/mail.json", patience.Token) ?? []; // TellAsync made it.
            if (box.FirstOrDefault(m => m.To.Contains(to, StringComparison.Ordinal) && m.Workspace == workspace && (which ?? HasLink)(m)) is { } mail)
            {
                return mail;
            }
        }

        throw new TimeoutException($"No such mail to {to}.");
    }

    /// <summary>Where a mail's setup link goes, as a path of this site.</summary>
    protected static string LinkIn(CapturedEmail mail) => new Uri(mail.Links.First(IsSetupLink)).PathAndQuery;

    /// <summary>From the mail through the start page onto the job's page.</summary>
    protected async Task ComeInAsync(Person person, string email = Maria, string workspace = "summit-air", string about = "")
    {
        await person.Page.GotoAsync(
            LinkIn(await MailAsync(email, workspace, m => HasLink(m) && m.Subject.Contains(about, StringComparison.Ordinal)))
        );
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Expect(person.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/portal/{workspace}"));
    }

    /// <summary>As a customer, on the page of an estimate of theirs.</summary>
    protected async Task<Person> ReadEstimateAsync(Person person, string email = Maria, string number = "EST-1001")
    {
        await ComeInAsync(person, email);
        await person.Page.GotoAsync($"/portal/summit-air/estimates/{number}");
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = $"Estimate {number}", Exact = true })).ToBeVisibleAsync();
        return person;
    }

    protected static async Task SignInAsync(Person person, string email)
    {
        await person.Page.GotoAsync("/office/sign-in");
        await person.Page.GetByLabel("E-mail").FillAsync(email);
        await person.Page.GetByLabel("Password").FillAsync(Password);
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(person.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/office(/my-day)?$"));
        await person.Page.GotoAsync("/office/board");
    }

    /// <summary>Presses until what follows is there: a page that was just fetched is drawn before its circuit hears. A press that was heard has three seconds to show it.</summary>
    protected static async Task PressAsync(ILocator button, ILocator follows)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await follows.First.IsVisibleAsync())
        {
            patience.Token.ThrowIfCancellationRequested();
            if (await button.IsVisibleAsync())
            {
                await button.DispatchEventAsync("click"); // Not by the mouse, which a dialog that opens just then would be in the way of.
            }

            try
            {
                await follows.First.WaitForAsync(new() { Timeout = 3_000 });
            }
            catch (TimeoutException)
            {
                // It was not heard.
            }
        }
    }

    /// <summary>Waits until an office page's circuit is there: what is typed before that is lost.</summary>
    protected static async Task AwakeAsync(IPage page)
    {
        await PressAsync(page.Locator("button.bell"), page.Locator("#notices li, #notices p").First);
        await page.Keyboard.PressAsync("Escape");
    }

    /// <summary>Marks the window, so that <see cref="IsSameAsync"/> can tell a page that was loaded anew.</summary>
    protected static Task MarkAsync(IPage page) => page.EvaluateAsync("() => { window.sinceThen = true; }").WaitAsync(Patience);

    protected static Task<bool> IsSameAsync(IPage page) => page.EvaluateAsync<bool>("() => window.sinceThen === true").WaitAsync(Patience);

    /// <summary>A script in the page has no end of its own where the page is stuck.</summary>
    protected static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    protected async Task<long> CountAsync(string sql, params object[] parameters) =>
        Convert.ToInt64(await Site.PeekAsync(sql, parameters), System.Globalization.CultureInfo.InvariantCulture);

    private static bool HasLink(CapturedEmail mail) => mail.Links.Any(IsSetupLink);

    private static bool IsSetupLink(string link) => link.Contains("/start/", StringComparison.Ordinal);
}
