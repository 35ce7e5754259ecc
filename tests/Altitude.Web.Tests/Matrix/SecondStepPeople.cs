using Altitude.Testing;
using Altitude.Web.Hosting;

namespace Altitude.Web.Tests.Matrix;

/// <summary>Browsers that stand before each form of the second step: set up, half signed in, unconfirmed, about to begin.</summary>
public sealed class SecondStepPeople : IAsyncDisposable
{
    /// <summary>What is answered where the form is not the one that is drawn, or nobody's half of a sign-in waits.</summary>
    public static readonly IReadOnlyList<string> NotJudged = ["Something changed meanwhile.", "Sign in again", "Sign in to your office"];

    private const string Address = "/office/second-step";
    private const string Door = "/office/sign-in/second-step";
    private static readonly string[] s_ofApp = ["codes", "replace", "off"];
    private static readonly string[] s_ofPasskeys = ["rename", "remove"];
    private readonly MatrixStage _stage;
    private readonly WebVisitor _half;
    private readonly WebVisitor _unconfirmed;

    /// <summary>Ada, at her desk: an app and a passkey, and this sign-in has shown them.</summary>
    private readonly WebVisitor _settled;

    /// <summary>Dana, who has none yet.</summary>
    private readonly WebVisitor _beginning;

    private SecondStepPeople(MatrixStage stage)
    {
        _stage = stage;
        (_half, _unconfirmed) = (stage.Visit(), stage.Visit());
        _settled = stage.VisitAs(stage.Cast.Ada, stage.Cast.Summit);
        _beginning = stage.VisitAs(stage.Cast.Dana, stage.Cast.Summit);
    }

    public static async Task<SecondStepPeople> SettleAsync(MatrixStage stage)
    {
        var people = new SecondStepPeople(stage);
        await people.SignInAsync(people._unconfirmed); // While there is no second step.
        var page = await people._settled.GetAsync(Address);
        page = await people._settled.FollowAsync(await people._settled.PressAsync(page, "Set up an authenticator app"));
        var app = new Authenticator(page.Find("#key")!.GetAttribute("value")!); // Shown until its first code.
        await people._settled.PressAsync(page, "Turn it on", [new("Code", app.Code())]);
        page = await people._settled.GetAsync(Address);
        using var device = new PasskeyDevice();
        var asked = await people.AskAsync(people._settled, Address, "add-passkey", TokenOf(page));
        var made = device.Make(asked, stage.Service<PublicAddress>().Url);
        await people._settled.PressAsync(page, "Add a passkey", [new("PasskeyName", "Laptop"), new("Made", made)]);
        await people.SignInAsync(people._half);
        return people;
    }

    /// <summary>Whoever this form is drawn for.</summary>
    public async Task<WebVisitor> SenderAsync(string path, string handler)
    {
        if (handler == "leave")
        {
            // Drawn for those who owe a step, and for nobody else.
            await _stage.TamperAsync("update tenant.workspaces set requires_second_step = true where workspace_id = $1", _stage.Cast.Summit.Id.Value);
        }

        return path == Door ? _half
            : handler is "confirm-session" or "confirm-session-passkey" ? _unconfirmed
            : handler is "begin" or "confirm" or "drop" or "leave" ? _beginning
            : _settled;
    }

    /// <summary>The fields of this form, once for each of its acts.</summary>
    public static async Task<IReadOnlyList<KeyValuePair<string, string?>[]>> WholeAsync(
        WebVisitor sender,
        string handler,
        KeyValuePair<string, string?>[] fields
    )
    {
        switch (handler)
        {
            case "manage":
                return [.. s_ofApp.Select(act => With("Act", act))];
            case "passkeys":
                var own = (await sender.GetAsync(Address)).Find("input[name=Chosen]")!.GetAttribute("value"); // She has one.
                fields = With("Chosen", own);
                return [.. s_ofPasskeys.Select(act => With("PasskeyAct", act))];
            default:
                return [fields];
        }

        KeyValuePair<string, string?>[] With(string name, string? value) => [.. fields.Select(f => f.Key == name ? new(name, value) : f)];
    }

    /// <summary>Before each post: nobody's tries are over, and where a passkey is to answer, its question was put.</summary>
    /// <returns>The question; empty: none belongs to this form.</returns>
    public async Task<string> AskAsync(WebVisitor sender, string path, string handler, string token)
    {
        await _stage.TamperAsync("update platform.users set second_step_failed_count = 0, second_step_locked_until = null");
        if (handler is not ("passkey" or "confirm-session-passkey" or "add-passkey"))
        {
            return "";
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, path + (handler == "add-passkey" ? "/new-passkey" : "/passkey"));
        request.Headers.Add("RequestVerificationToken", token);
        using var answer = await sender.Http.SendAsync(request);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    /// <summary>Whatever was sent: nothing was given out, turned off or taken away.</summary>
    public async Task RequireUnharmedAsync()
    {
        await LetEverybodyInAsync();
        var page = await _settled.GetAsync(Address);
        Assert.Contains("You have 10 recovery codes left.", page.Text, StringComparison.Ordinal);
        Assert.True(page.Has("Turn it off") && page.Has("Rename"));
        Assert.Equal("Show your second step", (await _unconfirmed.GetAsync(Address)).Heading);
        Assert.Equal("Your second step", (await _half.GetAsync(Door)).Heading);
    }

    public async ValueTask DisposeAsync()
    {
        await LetEverybodyInAsync();
        foreach (var visitor in new[] { _half, _unconfirmed, _settled, _beginning })
        {
            visitor.Dispose();
        }
    }

    private Task<int> LetEverybodyInAsync() =>
        _stage.TamperAsync("update tenant.workspaces set requires_second_step = false where workspace_id = $1", _stage.Cast.Summit.Id.Value);

    private async Task SignInAsync(WebVisitor visitor) =>
        await visitor.PressAsync(
            await visitor.GetAsync("/office/sign-in"),
            "Sign in",
            [new("Email", _stage.Cast.Summit.EmailOf(_stage.Cast.Ada)), new("Password", Cast.Password)]
        );

    private static string TokenOf(Page page) => page.Find("input[name=__RequestVerificationToken]")!.GetAttribute("value")!; // Each form has one.
}
