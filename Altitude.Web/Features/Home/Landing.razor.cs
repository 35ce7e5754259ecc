using Altitude.Web.Features.Workspaces.SignUp;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Home;

/// <summary>The front page: what ALTITUDE is, for whoever comes without a link.</summary>
public sealed partial class Landing
{
    private static readonly Passage[] Parts =
    [
        new("Estimates that answer themselves", "Options to tick, totals that follow, a deposit in plain words, and an end that everybody can read."),
        new("Approvals that hold", "Who, when, from where and to which words: sealed with a hash that anyone who has it can check."),
        new("A board that is always true", "Jobs move from lead to paid as things happen. Nobody drags a card to say what the customer did."),
        new(
            "Keys in the company's hand",
            "Links that open once, sessions that end, one switch that closes the portal, and a history that cannot be rewritten."
        ),
    ];

    private static readonly Passage[] Questions =
    [
        new(
            "I am a customer. How do I get in?",
            "By the link in the mail of the company that works for you. There is no password to remember. A link that no longer opens offers to send you a new one."
        ),
        new(
            "Do I need an account or an app?",
            "Neither. The pages work in any browser, on a phone, and without JavaScript. They are live where the browser allows it."
        ),
        new(
            "Can somebody open my estimate with a forwarded mail?",
            "A link opens once. After you have pressed Continue, the same mail opens nothing for anyone else, and you can see and end every place where you are signed in."
        ),
        new(
            "What counts as an approval?",
            "Your full name, typed under words that say what you agree to. The company keeps the name, the words, the time and the exact document together; you get a copy by mail."
        ),
        new(
            "Can the company change what I approved?",
            "No. What was sent never changes; a correction is a new version, which needs an approval of its own. The address under the evidence says whether an approval is still intact."
        ),
        new(
            "Is my data apart from other companies'?",
            "Yes. Each company's rows are fenced off in the database itself, and its pages never show another's."
        ),
    ];

    [Inject]
    public required SignUpOptions SignUp { get; init; }

    private sealed record Passage(string Title, string Text);
}
