using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Layout;

/// <summary>One of the office's stroked icons; decoration only.</summary>
public sealed partial class OfficeIcon
{
    public const string Board = "board";
    public const string People = "people";
    public const string Document = "document";
    public const string Receipt = "receipt";
    public const string Card = "card";
    public const string Settings = "settings";
    public const string Search = "search";
    public const string Plus = "plus";
    public const string Grip = "grip";
    public const string Eye = "eye";
    public const string Tick = "tick";
    public const string Cross = "cross";
    public const string Link = "link";
    public const string Tag = "tag";
    public const string Inbox = "inbox";
    public const string Calendar = "calendar";
    public const string Route = "route";
    public const string Up = "up";
    public const string Down = "down";
    public const string Bell = "bell";
    public const string Today = "today";
    public const string Talk = "talk";
    public const string Clip = "clip";
    public const string More = "more";
    public const string Mail = "mail";

    [Parameter, EditorRequired]
    public required string Name { get; set; }
}
