using Microsoft.AspNetCore.Mvc.RazorPages;
using Throughline.Access;

namespace Throughline.Ui.Words;

[OpenToAll("says how to get help, and nothing about anybody")]
public sealed class HelpModel : PageModel;

[OpenToAll("says what happens to information, and nothing about anybody")]
public sealed class PrivacyModel : PageModel;
