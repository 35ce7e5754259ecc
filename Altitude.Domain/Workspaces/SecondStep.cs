namespace Altitude.Domain.Workspaces;

/// <summary>What became of the second step of somebody's sign-in.</summary>
public enum SecondStepChange
{
    AuthenticatorAdded,
    AuthenticatorRemoved,
    CodesRenewed,

    /// <summary>A recovery code signed them in.</summary>
    CodeUsed,
    PasskeyAdded,
    PasskeyRenamed,
    PasskeyRemoved,

    /// <summary>An owner took all of it away, for somebody who lost what it needs.</summary>
    Reset,
}

/// <summary>The second step of somebody's sign-in changed; they are told by mail, whoever did it.</summary>
/// <param name="What">Which passkey, or how many codes are left; empty: nothing to add.</param>
/// <param name="By">Who did it for them; empty: they themselves.</param>
public sealed record SecondStepChanged(Id<StaffMember> Staff, string Name, SecondStepChange Change, string What = "", string By = "")
    : DomainEvent(EventKind, Staff.Value)
{
    public const string EventKind = "staff.second-step";

    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string>
        {
            ["name"] = Name,
            ["change"] = Change.ToString(),
            ["what"] = What,
            ["by"] = By,
        };
}

/// <summary>The company asks everybody who works there for a second step from now on, or no more. Open pages of the office hear of it.</summary>
public sealed record SecondStepRequired(Id<Workspace> Workspace, bool IsRequired, string By) : DomainEvent(EventKind, Workspace.Value)
{
    public const string EventKind = "staff.second-step-required";

    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string> { ["required"] = IsRequired ? "yes" : "no", ["by"] = By };
}

/// <summary>Rule codes of the second step.</summary>
public static class SecondStepRules
{
    /// <summary>Not a code that is good now, whatever the reason.</summary>
    public const string Wrong = "second-step.wrong";

    /// <summary>Too many wrong codes; nothing is tried for a while.</summary>
    public const string Locked = "second-step.locked";

    /// <summary>The half of a sign-in, or what a browser was asked to sign, is over or was used.</summary>
    public const string Dead = "second-step.dead";

    /// <summary>There is none, or there is one already; another page was quicker.</summary>
    public const string Changed = "second-step.changed";

    /// <summary>Whoever asks it of others has it, and keeps it while it is asked of them.</summary>
    public const string Required = "second-step.required";

    /// <summary>They have a second step, and this sign-in has not shown it.</summary>
    public const string Unconfirmed = "second-step.unconfirmed";

    /// <summary>The sign-in belongs to another company, too, which nobody here answers for.</summary>
    public const string Shared = "second-step.shared";
    public const string Passkey = "second-step.passkey";
    public const string PasskeyName = "second-step.passkey-name";
}
