import { chatAsACommand } from 'chat/test/as-a-command';
import { chatInABrowser } from 'chat/test/in-a-browser';
import { chatOverHttp } from 'chat/test/over-http';

chatAsACommand('express');
chatOverHttp('express');
chatInABrowser('express');
